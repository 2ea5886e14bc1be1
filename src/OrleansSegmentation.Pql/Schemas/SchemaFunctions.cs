using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Schemas;

/// <summary>The types of what functions give.</summary>
internal static class SchemaFunctions
{
    /// <summary>Tells whether the first argument has to have keys.</summary>
    public static bool TakesMap(string function) => function is "keys" or "values" or "get";

    /// <summary>Tells whether the last argument, items or values of items, has to be of numbers.</summary>
    public static bool AddsUp(string function) => function is "sum" or "average";

    /// <summary>Gets the type of a call, given the types of its arguments (of a lambda, of its body).</summary>
    public static SchemaType ResultOf(ApplyNode call, SchemaType[] types)
    {
        switch (call.Function)
        {
            case "filter" or "topN" or "bottomN" or "distinct" or "intersection":
                return SchemaType.List(types[0].Element);
            case "head":
                return types[0].Element;
            case "get" when types[0] is { Kind: SchemaKind.Object } target && call.Arguments[1] is LiteralNode { Value: string key }:
                return target.Properties.GetValueOrDefault(key, SchemaType.Any);
            case "get":
                return types[0].Kind == SchemaKind.Map ? types[0].Item! : SchemaType.Any;
            case "keys":
                return SchemaType.List(SchemaType.Text);
            case "values":
                return SchemaType.List(types[0].Kind == SchemaKind.Map ? types[0].Item! : SchemaType.Any);
            case "groupBy":
                return SchemaType.Map(SchemaType.List(types[0].Element));
            case "map" when call.Arguments is [_, LambdaNode { Parameters.Length: 1 }]:
                return SchemaType.List(types[1].Scalars);
            case "map":
                return SchemaType.Any;
            case "if":
                return types[1].Kind == types[2].Kind ? types[1] : SchemaType.Any;
            case "+" or "-" or "*" or "/" or "%" or "negate" or "count" or "sum" or "average" or "min" or "max"
                or "currentYear" or "currentMonth" or "currentDayOfMonth":
                return SchemaType.Number;
            case "getYear" or "getMonth" or "getDayOfMonth":
                return types[0].Kind == SchemaKind.List ? SchemaType.List(SchemaType.Number) : SchemaType.Number;
            case "date":
                return SchemaType.Time;
            case "regexGroup":
                return SchemaType.Any;
            case "modelInstances":
                return SchemaType.List(SchemaType.Any);
            case "mapEntry":
                return SchemaType.Any;
            default:
                return SchemaType.Boolean;
        }
    }
}
