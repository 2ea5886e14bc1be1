using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Membership;

internal sealed class ModelInstancesFunction() : PqlFunction(new(
    "modelInstances", CallStyle.Function, [Parameter("schema", ParameterKind.StringLiteral)], 1, IsVariadic: false,
    "Gives all records of a schema; written as @{schema}.",
    "Empty for an unknown schema.",
    "@{https://ns.example/schemas/store}.count() → 0"))
{
    public override PqlValue Invoke(in FunctionCall call)
    {
        var schema = call.Evaluate(0);
        return schema.Kind == PqlValueKind.String && call.Context.Records is { } records
            ? PqlValue.FromList(records.GetAll(schema.AsString()))
            : PqlValue.EmptyList;
    }
}
