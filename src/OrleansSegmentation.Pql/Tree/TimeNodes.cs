using System.Collections.Immutable;

namespace OrleansSegmentation.Pql.Tree;

/// <summary>The six comparison operators, in time tails, <c>COUNT</c> and <c>GAP</c>.</summary>
public enum PqlComparison
{
    /// <summary><c>=</c></summary>
    Equal,

    /// <summary><c>!=</c></summary>
    NotEqual,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,
}

/// <summary>Time units.</summary>
public enum PqlTimeUnit
{
    /// <summary>1 ms.</summary>
    Millisecond,

    /// <summary>1,000 ms.</summary>
    Second,

    /// <summary>60 s.</summary>
    Minute,

    /// <summary>60 min.</summary>
    Hour,

    /// <summary>24 h; calendar days start at 00:00 UTC.</summary>
    Day,

    /// <summary>7 days; calendar weeks start on Monday.</summary>
    Week,

    /// <summary>A calendar month.</summary>
    Month,

    /// <summary>A calendar year.</summary>
    Year,

    /// <summary>Ten years; starts in a year divisible by 10.</summary>
    Decade,

    /// <summary>A hundred years; starts in a year divisible by 100.</summary>
    Century,

    /// <summary>A thousand years; starts in a year divisible by 1000.</summary>
    Millennium,
}

/// <summary>Where a time lies relative to the reference.</summary>
public enum PqlTimeDirection
{
    /// <summary>Earlier than the reference.</summary>
    Before,

    /// <summary>Later than the reference.</summary>
    After,

    /// <summary>Spelled <c>from</c>; means the same as <see cref="After"/>.</summary>
    From,
}

/// <summary>An amount of time, such as <c>3 days</c>.</summary>
/// <param name="Count">Not negative.</param>
/// <param name="Unit">The unit.</param>
public readonly record struct PqlDuration(long Count, PqlTimeUnit Unit);

/// <summary>The ends of <c>between</c>, both included.</summary>
public sealed class RangeNode(PqlNode from, PqlNode to) : PqlNode
{
    /// <summary>Gets the first time.</summary>
    public PqlNode From { get; } = from;

    /// <summary>Gets the last time.</summary>
    public PqlNode To { get; } = to;

    /// <inheritdoc />
    public override IEnumerable<PqlNode> Children => [From, To];

    /// <inheritdoc />
    protected override bool SameValues(PqlNode other) => true;

    /// <inheritdoc />
    protected override void AddValues(ref HashCode hash)
    {
    }
}

/// <summary>A time tail: <c>[comparison duration] [direction] times</c>.</summary>
/// <remarks>
/// Legal shapes: only <see cref="Times"/> (on a time, or between when it is a <see cref="RangeNode"/>);
/// <see cref="Direction"/> and <see cref="Times"/>; all four.
/// </remarks>
public sealed class TimeQualificationNode(
    PqlComparison? comparison, PqlDuration? duration, PqlTimeDirection? direction, PqlNode times) : PqlNode
{
    /// <summary>Gets the comparison of the distance, with <see cref="Duration"/>.</summary>
    public PqlComparison? Comparison { get; } = comparison;

    /// <summary>Gets the distance.</summary>
    public PqlDuration? Duration { get; } = duration;

    /// <summary>Gets the direction.</summary>
    public PqlTimeDirection? Direction { get; } = direction;

    /// <summary>Gets the reference time, or the range.</summary>
    public PqlNode Times { get; } = times;

    /// <inheritdoc />
    public override IEnumerable<PqlNode> Children => [Times];

    /// <inheritdoc />
    protected override bool SameValues(PqlNode other)
    {
        var tail = (TimeQualificationNode)other;
        return Comparison == tail.Comparison && Duration == tail.Duration && Direction == tail.Direction;
    }

    /// <inheritdoc />
    protected override void AddValues(ref HashCode hash)
    {
        hash.Add(Comparison);
        hash.Add(Duration);
        hash.Add(Direction);
    }
}

/// <summary><c>time occurs …</c></summary>
public sealed class OccursNode(PqlNode timestamp, TimeQualificationNode qualification) : PqlNode
{
    /// <summary>Gets the tested time.</summary>
    public PqlNode Timestamp { get; } = timestamp;

    /// <summary>Gets the tail.</summary>
    public TimeQualificationNode Qualification { get; } = qualification;

    /// <inheritdoc />
    public override IEnumerable<PqlNode> Children => [Timestamp, Qualification];

    /// <inheritdoc />
    protected override bool SameValues(PqlNode other) => true;

    /// <inheritdoc />
    protected override void AddValues(ref HashCode hash)
    {
    }
}

/// <summary>The distance from the previous step of a chain.</summary>
/// <param name="Comparison">How the distance compares.</param>
/// <param name="Duration">With what.</param>
public readonly record struct PqlGap(PqlComparison Comparison, PqlDuration Duration);

/// <summary>One step of a <see cref="ChainNode"/>.</summary>
/// <remarks><c>WHERE</c> is already and-ed to <see cref="What"/>, whose only parameter is the label.</remarks>
public sealed class ChainElementNode(
    string name, bool isNegated, LambdaNode what, TimeQualificationNode? when,
    PqlComparison? countComparison, long? count, PqlGap? gap) : PqlNode
{
    /// <summary>Gets the label.</summary>
    public string Name { get; } = name;

    /// <summary>Gets whether no such event may occur.</summary>
    public bool IsNegated { get; } = isNegated;

    /// <summary>Gets the condition on the event.</summary>
    public LambdaNode What { get; } = what;

    /// <summary>Gets the condition on the event's time, or null. Like <see cref="What"/> it may refer to the event by the label.</summary>
    public TimeQualificationNode? When { get; } = when;

    /// <summary>Gets how <see cref="Count"/> compares; null with a count means "at least".</summary>
    public PqlComparison? CountComparison { get; } = countComparison;

    /// <summary>Gets the number of matching events, or null for one.</summary>
    public long? Count { get; } = count;

    /// <summary>Gets the distance from the previous step, or null.</summary>
    public PqlGap? Gap { get; } = gap;

    /// <inheritdoc />
    public override IEnumerable<PqlNode> Children => When is null ? [What] : [What, When];

    /// <inheritdoc />
    protected override bool SameValues(PqlNode other)
    {
        var element = (ChainElementNode)other;
        return Name == element.Name && IsNegated == element.IsNegated && CountComparison == element.CountComparison
            && Count == element.Count && Gap == element.Gap && (When is null) == (element.When is null);
    }

    /// <inheritdoc />
    protected override void AddValues(ref HashCode hash)
    {
        hash.Add(Name, StringComparer.Ordinal);
        hash.Add(IsNegated);
        hash.Add(CountComparison);
        hash.Add(Count);
        hash.Add(Gap);
    }
}

/// <summary><c>chain(list, time, [elements])</c>: an ordered sequence of events.</summary>
public sealed class ChainNode(PqlNode source, ImmutableArray<string> timePath, ImmutableArray<ChainElementNode> elements) : PqlNode
{
    /// <summary>Gets the list of events.</summary>
    public PqlNode Source { get; } = source;

    /// <summary>Gets the steps from an event to its time, normally <c>timestamp</c>.</summary>
    public ImmutableArray<string> TimePath { get; } = timePath;

    /// <summary>Gets the steps, 1 to 6.</summary>
    public ImmutableArray<ChainElementNode> Elements { get; } = elements;

    /// <inheritdoc />
    public override IEnumerable<PqlNode> Children => [Source, .. Elements];

    /// <inheritdoc />
    protected override bool SameValues(PqlNode other) => TimePath.SequenceEqual(((ChainNode)other).TimePath);

    /// <inheritdoc />
    protected override void AddValues(ref HashCode hash)
    {
        foreach (var step in TimePath) hash.Add(step, StringComparer.Ordinal);
    }
}
