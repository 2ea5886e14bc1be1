using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Reference;

/// <summary>Walks the canonical tree for one profile at a time. What it answers is what the language means.</summary>
/// <remarks>Stateless. Never throws because of data; it throws <see cref="EvaluationLimitException"/> and on cancellation only.</remarks>
public static class ReferenceEvaluator
{
    private const string EventsField = "xEvent";

    /// <summary>Evaluates an expression for a profile.</summary>
    /// <exception cref="EvaluationLimitException">It took more than <see cref="EvaluationContext.MaxStepsPerProfile"/> steps.</exception>
    /// <exception cref="OperationCanceledException">The context's token was cancelled.</exception>
    public static PqlValue Evaluate(PqlNode root, PqlValue profile, EvaluationContext context) =>
        Evaluate(root, VariableScope.ForProfile(profile), context);

    /// <summary>Evaluates any node where some variables are visible.</summary>
    /// <inheritdoc cref="Evaluate(PqlNode, PqlValue, EvaluationContext)" path="/exception" />
    public static PqlValue Evaluate(PqlNode node, VariableScope scope, EvaluationContext context)
    {
        context.StartProfile();
        return EvaluateNode(node, scope, context);
    }

    /// <summary>Tells whether a profile is a member of the segment an expression defines.</summary>
    /// <inheritdoc cref="Evaluate(PqlNode, PqlValue, EvaluationContext)" path="/exception" />
    public static bool IsMember(PqlNode root, PqlValue profile, EvaluationContext context) =>
        IsTrue(root, VariableScope.ForProfile(profile), context);

    /// <summary>Evaluates any node as a condition where some variables are visible.</summary>
    /// <inheritdoc cref="Evaluate(PqlNode, PqlValue, EvaluationContext)" path="/exception" />
    public static bool IsTrue(PqlNode node, VariableScope scope, EvaluationContext context)
    {
        context.StartProfile();
        return IsTrueNode(node, scope, context);
    }

    /// <summary>Evaluates a node within an evaluation.</summary>
    internal static PqlValue EvaluateNode(PqlNode node, VariableScope scope, EvaluationContext context) => node switch
    {
        LiteralNode literal => context.Constants.GetValue(literal),
        FieldNode field => EvaluateField(field, scope, context),
        ApplyNode apply => FunctionCatalog.Default.GetFunction(apply.Function).Invoke(new FunctionCall(apply, scope, context)),
        VariableNode variable => scope.Find(variable.Name),
        RootNode => scope.Profile,
        LetNode let => EvaluateNode(let.Body, BindLet(let, scope, context), context),
        SelectNode select => Combinations.ToList(select.Variables, scope, context),
        ObjectNode literal => EvaluateObject(literal, scope, context),
        OccursNode or QuantificationNode or ChainNode => PqlValue.FromBoolean(IsTrueNode(node, scope, context)),
        _ => throw new ArgumentException($"A {node.GetType().Name} has no value of its own.", nameof(node)),
    };

    /// <summary>Evaluates a node as a condition within an evaluation, without building values that only their existence matters of.</summary>
    internal static bool IsTrueNode(PqlNode node, VariableScope scope, EvaluationContext context) => node switch
    {
        ApplyNode apply => FunctionCatalog.Default.GetFunction(apply.Function).IsTrue(new FunctionCall(apply, scope, context)),
        OccursNode occurs => OccursTest.IsTrue(EvaluateNode(occurs.Timestamp, scope, context), occurs.Qualification, scope, context),
        SelectNode select => Combinations.Any(select.Variables, scope, context),
        QuantificationNode quantification => IsTrueQuantification(quantification, scope, context),
        ChainNode chain => ChainSearch.IsTrue(chain, scope, context),
        LetNode let => IsTrueNode(let.Body, BindLet(let, scope, context), context),
        _ => Truth.Of(EvaluateNode(node, scope, context)),
    };

    private static PqlValue EvaluateField(FieldNode field, VariableScope scope, EvaluationContext context)
    {
        var target = EvaluateNode(field.Target, scope, context);
        if (RelationshipStep.IsRelationship(field.Name)) return RelationshipStep.Read(target, field.Name, context);
        var value = PropertyStep.Read(target, field.Name);
        // A profile without events has an empty list of them, never null.
        return value.IsNull && field is { Target: RootNode, Name: EventsField } ? PqlValue.EmptyList : value;
    }

    private static VariableScope BindLet(LetNode let, VariableScope scope, EvaluationContext context) =>
        scope.With(let.Name, EvaluateNode(let.Value, scope, context));

    private static bool IsTrueQuantification(QuantificationNode quantification, VariableScope scope, EvaluationContext context) =>
        quantification.Quantifier switch
        {
            PqlQuantifier.Some => Combinations.Any(quantification.Variables, scope, context),
            PqlQuantifier.All => Combinations.All(quantification.Variables, scope, context),
            PqlQuantifier.None => !Combinations.Any(quantification.Variables, scope, context),
            _ => Combinations.IsOne(quantification.Variables, scope, context),
        };

    private static PqlValue EvaluateObject(ObjectNode literal, VariableScope scope, EvaluationContext context)
    {
        var result = new OrderedObject();
        for (var i = 0; i < literal.Names.Length; i++)
        {
            var value = EvaluateNode(literal.Values[i], scope, context);
            if (!value.IsNull) result.Set(literal.Names[i], value);
        }

        return PqlValue.FromObject(result);
    }
}
