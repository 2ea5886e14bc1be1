using System.Collections.Frozen;

namespace OrleansSegmentation.Pql.Binding;

/// <summary>Names of functions the front end itself knows something about: how they are written, or a rule of their own.</summary>
internal static class FunctionNames
{
    public const string And = "and";
    public const string Or = "or";
    public const string Not = "not";
    public const string Negate = "negate";
    public const string Equal = "=";
    public const string NotEqual = "!=";
    public const string Filter = "filter";
    public const string In = "in";
    public const string NotIn = "notIn";
    public const string Like = "like";
    public const string Matches = "matches";
    public const string Count = "count";
    public const string Sum = "sum";
    public const string Date = "date";
    public const string Get = "get";
    public const string InSegment = "inSegment";

    /// <summary>What Journey Optimizer calls <see cref="InSegment"/>; accepted in JSON that comes from there, never in text.</summary>
    public const string InAudience = "inAudience";

    public const string Map = "map";
    public const string ModelInstances = "modelInstances";
    public const string StringCompare = "stringCompare";

    private static readonly FrozenSet<string> Operators =
        new[] { And, Or, Not, Negate, Equal, NotEqual, "<", "<=", ">", ">=", "+", "-", "*", "/", "%" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Aggregations =
        new[] { Sum, "average", "min", "max" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> StringPredicates = new[]
    {
        "equals", "notEqualTo", "startsWith", "doesNotStartWith", "endsWith", "doesNotEndWith", "contains", "doesNotContain", Like, Matches,
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Functions of Journey Optimizer's personalization language, which people bring along.</summary>
    private static readonly FrozenSet<string> JourneyOptimizerOnly = new[]
    {
        "countOnlyNull", "countWithNull", "distinctCountWithNull",
        "addDays", "addHours", "addMinutes", "addMonths", "addSeconds", "addYears", "age", "ageInDays", "ageInMonths", "compareDates",
        "convertZonedDateTime", "currentTimeInMillis", "dateDiff", "dateBetween", "dayOfWeek", "dayOfYear", "weekOfYear",
        "diffInSeconds", "diffInMinutes", "diffInHours", "diffInMonths", "diffInYears", "extractHours", "extractMinutes", "extractMonth",
        "extractSeconds", "formatDate", "getCurrentZonedDateTime", "setDays", "setHours", "stringToDate", "toDateTime", "toDateTimeOnly",
        "toUTC", "truncateToStartOfDay", "truncateToStartOfWeek", "truncateToStartOfQuarter", "truncateToStartOfYear",
        "camelCase", "charCodeAt", "concat", "encode64", "equalsIgnoreCase", "notEqualWithIgnoreCase", "extractEmailDomain",
        "formatCurrency", "getUrlHost", "getUrlPath", "getUrlProtocol", "indexOf", "lastIndexOf", "isEmpty", "isNotEmpty", "leftTrim",
        "rightTrim", "trim", "length", "lowerCase", "upperCase", "mask", "md5", "replace", "replaceAll", "split", "stringToNumber",
        "string_to_integer", "substr", "titleCase", "toBool", "urlDecode", "urlEncode",
        "absolute", "formatNumber", "random", "roundDown", "roundUp", "toHexString", "toInt", "toPercentage", "toPrecision", "toString",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether the name has no call form in text, only a symbol or a word between its operands.</summary>
    public static bool IsOperator(string name) => Operators.Contains(name);

    public static bool IsEquality(string name) => name is Equal or NotEqual;

    public static bool IsOrdering(string name) => name is "<" or "<=" or ">" or ">=";

    public static bool IsArithmetic(string name) => name is "+" or "-" or "*" or "/" or "%" or Negate;

    /// <summary>Whether the name is one of the aggregates that have a prefix form.</summary>
    public static bool IsAggregate(string name) => Aggregations.Contains(name);

    public static bool IsStringPredicate(string name) => StringPredicates.Contains(name);

    public static bool IsJourneyOptimizerOnly(string name) => JourneyOptimizerOnly.Contains(name);

    /// <summary>Whether the text form is <c>name(arguments)</c> and never <c>receiver.name(arguments)</c>.</summary>
    public static bool IsWrittenAsFunction(string name) => name is Date or "if" or InSegment or "currentMonth" or "currentYear"
        or "currentDayOfMonth" or "mapEntry" or StringCompare;
}
