namespace OrleansSegmentation.Evaluation.Values;

/// <summary>What a <see cref="PqlValue"/> holds.</summary>
public enum PqlValueKind : byte
{
    /// <summary>Missing, or JSON <c>null</c>: the two are the same.</summary>
    Null,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A 64-bit whole number.</summary>
    Integer,

    /// <summary>A binary64 number.</summary>
    Double,

    /// <summary>Text. A JSON string stays text; it acts as a time where a time is expected.</summary>
    String,

    /// <summary>A time word, <c>date()</c> or a period.</summary>
    Time,

    /// <summary>A list.</summary>
    List,

    /// <summary>An object of the data or an object literal: defined even if empty, and a map for <c>get</c>, <c>keys</c>, <c>values</c>, <c>count</c>.</summary>
    Object,

    /// <summary>A computed map (<c>groupBy</c>, <c>map</c> over entries): null and false if empty, stands for its values where a list is expected.</summary>
    Map,

    /// <summary>The result of <c>mapEntry</c>.</summary>
    Entry,

    /// <summary>One combination of a <c>select</c> with several variables: it exists, and that is all it does.</summary>
    Tuple,
}
