using System.Collections.Immutable;
using System.Text;
using OrleansSegmentation.Pql.Binding;
using OrleansSegmentation.Pql.Syntax;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Printing;

/// <summary>Writes one tree; see <see cref="PqlTextPrinter"/>.</summary>
internal sealed partial class TreeTextWriter
{
    private readonly PqlNode _root;
    private readonly StringBuilder _text = new();
    private readonly ReferenceAnalysis _references;
    private readonly PrintScope _scope = new();
    private readonly string? _profileName;

    public TreeTextWriter(PqlNode root)
    {
        _root = root;
        _references = ReferenceAnalysis.Of(root);
        if (_references.NamesProfile) _profileName = FreeName(root);
    }

    public string Write()
    {
        if (_profileName is not null)
        {
            _text.Append('(').Append(_profileName).Append(") => ");
            _scope.Show(_profileName);
        }

        Write(_root, Precedence.Binder);
        return _text.ToString();
    }

    private static string FreeName(PqlNode root)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Collect(root);
        var name = "profile";
        for (var number = 2; names.Contains(name); number++) name = $"profile{number}";
        return name;

        void Collect(PqlNode node)
        {
            if (node is LiteralNode) return;
            switch (node)
            {
                case FieldNode field when SchemaReference.TrySplit(field.Name, out var property, out _):
                    names.Add(property);
                    break;
                case FieldNode field:
                    names.Add(field.Name);
                    break;
                case VariableDeclarationNode declaration:
                    names.Add(declaration.Name);
                    break;
                case LetNode let:
                    names.Add(let.Name);
                    break;
                case LambdaNode lambda:
                    names.UnionWith(lambda.Parameters);
                    break;
            }

            foreach (var child in node.Children) Collect(child);
        }
    }

    private void Write(PqlNode node, Precedence least)
    {
        var needsParentheses = TextShape.PrecedenceOf(node) < least;
        if (needsParentheses) _text.Append('(');
        WriteBare(node);
        if (needsParentheses) _text.Append(')');
    }

    private void WriteBare(PqlNode node)
    {
        switch (node)
        {
            case LiteralNode literal:
                LiteralText.Append(_text, literal);
                break;
            case RootNode:
                _text.Append(_scope.Level == 0 ? "this" : _profileName);
                break;
            case VariableNode variable:
                _text.Append(_scope.IsCurrentLevel(variable.Name) ? "this" : NameText.Bare(variable.Name));
                break;
            case FieldNode field:
                WriteField(field);
                break;
            case ApplyNode apply:
                WriteApply(apply);
                break;
            case SelectNode select:
                WriteDeclarations("select", select.Variables);
                break;
            case QuantificationNode quantification:
                WriteDeclarations(WordOf(quantification.Quantifier), quantification.Variables);
                break;
            case LetNode let:
                WriteLet(let);
                break;
            case ObjectNode literal:
                WriteObject(literal);
                break;
            case OccursNode occurs:
                Write(occurs.Timestamp, Precedence.Sum);
                _text.Append(" occurs ");
                WriteTail(occurs.Qualification);
                break;
            case ChainNode chain:
                WriteChain(chain);
                break;
            default:
                WritePart(node);
                break;
        }
    }

    // Not expressions: reached only when a part of a tree is printed by itself.
    private void WritePart(PqlNode node)
    {
        switch (node)
        {
            case LambdaNode lambda:
                WriteLambda(lambda);
                break;
            case VariableDeclarationNode declaration:
                WriteDeclaration(declaration, isLast: true);
                break;
            case TimeQualificationNode tail:
                WriteTail(tail);
                break;
            case RangeNode range:
                WriteRange(range);
                break;
            case ChainElementNode element:
                WriteElement(element);
                break;
            default:
                throw new ArgumentException($"A {node.GetType().Name} has no text form.", nameof(node));
        }
    }

    private static string WordOf(PqlQuantifier quantifier) => quantifier switch
    {
        PqlQuantifier.Some => "exists",
        PqlQuantifier.All => "forall",
        PqlQuantifier.None => "none",
        _ => "one",
    };

    private void WriteField(FieldNode field)
    {
        var hasSchema = SchemaReference.TrySplit(field.Name, out var name, out var schema);
        if (LevelsUp(field.Target) is not { } levels)
        {
            WriteTarget(field.Target);
            _text.Append('.').Append(NameText.AfterDot(name));
        }
        else if (levels > 0)
        {
            _text.Append('^', levels).Append('.').Append(NameText.AfterDot(name));
        }
        else if (_scope.IsShown(name))
        {
            _text.Append("this.").Append(NameText.AfterDot(name));
        }
        else
        {
            _text.Append(NameText.Bare(name));
        }

        if (hasSchema) _text.Append("@{").Append(schema).Append('}');
    }

    /// <summary>Returns how many levels up a value is the level's parameter, or null when it is written otherwise.</summary>
    private int? LevelsUp(PqlNode node) => node switch
    {
        RootNode => _scope.Level,
        VariableNode variable => _scope.LevelsUp(variable.Name),
        _ => null,
    };

    // A number before a dot would be read as a malformed number.
    private void WriteTarget(PqlNode node)
    {
        var isNumber = node is LiteralNode { Kind: PqlLiteralKind.Integer or PqlLiteralKind.Double };
        if (isNumber) _text.Append('(');
        Write(node, isNumber ? Precedence.Binder : Precedence.Postfix);
        if (isNumber) _text.Append(')');
    }

    private void WriteObject(ObjectNode literal)
    {
        _text.Append('{');
        for (var i = 0; i < literal.Names.Length; i++)
        {
            if (i > 0) _text.Append(", ");
            LiteralText.AppendString(_text, literal.Names[i]);
            _text.Append(": ");
            Write(literal.Values[i], Precedence.Binder);
        }

        _text.Append('}');
    }

    private void WriteLet(LetNode let)
    {
        _text.Append("let ").Append(NameText.Bare(let.Name)).Append(" = ");
        Write(let.Value, Precedence.Sum);
        _text.Append(" in ");
        _scope.Show(let.Name);
        _scope.Take(let.Name);
        Write(let.Body, Precedence.Binder);
        _scope.Release(let.Name);
        _scope.Hide(let.Name);
    }

    private void WriteDeclarations(string word, ImmutableArray<VariableDeclarationNode> variables, PqlNode? value = null)
    {
        // All names count as visible in the whole list: a name not yet declared is an error there, not a property.
        foreach (var variable in variables) _scope.Show(variable.Name);
        _text.Append(word).Append(' ');
        if (value is not null)
        {
            foreach (var variable in variables) _scope.Take(variable.Name);
            Write(value, Precedence.Sum);
            foreach (var variable in variables) _scope.Release(variable.Name);
            _text.Append(" over ");
        }

        for (var i = 0; i < variables.Length; i++)
        {
            if (i > 0) _text.Append(", ");
            WriteDeclaration(variables[i], i == variables.Length - 1);
        }

        foreach (var variable in variables)
        {
            _scope.Release(variable.Name);
            _scope.Hide(variable.Name);
        }
    }

    private void WriteDeclaration(VariableDeclarationNode variable, bool isLast)
    {
        _text.Append(NameText.Bare(variable.Name)).Append(" from ");
        Write(variable.Source, Precedence.Postfix);
        _scope.Take(variable.Name);
        if (variable.Condition is not { } condition) return;

        // Before another declaration, a list inside the condition would go on with it.
        _text.Append(" where ");
        Write(condition, isLast ? Precedence.Binder : Precedence.Or);
    }
}
