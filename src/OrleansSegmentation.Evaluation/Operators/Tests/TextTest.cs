using System.Text;
using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Evaluation.Functions.Text;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Operators.Tests;

/// <summary>Tests texts against literals: any of them, or (negated) none of them. Other kinds of value by the expression.</summary>
/// <remarks>
/// Case-sensitive tests run on the UTF-8 as it is stored: UTF-8 is self-synchronising, so bytes match exactly where code units do.
/// </remarks>
internal sealed class TextTest(PqlNode expression, EvaluationSession session, TextTestTemplate template) : ExpressionTest(expression, session)
{
    private char[] _characters = new char[256];

    protected override void TestTexts(Utf8Strings texts, RowBitmap wanted, RowBitmap result)
    {
        foreach (var index in wanted.Rows)
        {
            var text = texts[index];
            var found = template.IgnoresCase ? FindsIgnoringCase(text) : template.Finds(text);
            if (found != template.IsNegated) result.Set(index);
        }
    }

    protected override void TestInstants(InstantStringPart part, RowBitmap result)
    {
        Span<byte> buffer = stackalloc byte[InstantText.MaxLength];
        foreach (var position in part.Validity.Rows)
        {
            var text = buffer[..InstantText.Write(part.Milliseconds[position], part.Format, buffer)];
            if ((template.IgnoresCase ? FindsIgnoringCase(text) : template.Finds(text)) != template.IsNegated) result.Set(position);
        }
    }

    private bool FindsIgnoringCase(ReadOnlySpan<byte> text)
    {
        if (_characters.Length < text.Length) _characters = new char[text.Length * 2];
        var characters = _characters.AsSpan(0, Encoding.UTF8.GetChars(text, _characters));
        foreach (var argument in template.Arguments)
            if (StringPredicates.Test(template.Predicate, characters, argument, caseSensitive: false)) return true;
        return false;
    }
}

/// <summary>See <see cref="TextTest"/>.</summary>
internal sealed class TextTestTemplate : TestTemplate
{
    private const int LinearLimit = 8;

    private readonly PqlNode _expression;
    private readonly byte[][] _utf8;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<byte>>? _set;

    private TextTestTemplate(PqlNode expression, StringPredicate predicate, string[] arguments, bool ignoresCase, bool isNegated)
    {
        _expression = expression;
        Predicate = predicate;
        Arguments = arguments;
        IgnoresCase = ignoresCase;
        IsNegated = isNegated;
        _utf8 = [.. arguments.Select(Encoding.UTF8.GetBytes)];
        if (arguments.Length > LinearLimit && predicate == StringPredicate.Equals && !ignoresCase)
            _set = new HashSet<string>(arguments, Utf8TextComparer.Instance).GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public StringPredicate Predicate { get; }

    public string[] Arguments { get; }

    public bool IgnoresCase { get; }

    public bool IsNegated { get; }

    /// <summary>Makes a template, or returns null for a literal that is no valid Unicode text (half a surrogate pair), which has no UTF-8.</summary>
    public static TextTestTemplate? TryCreate(PqlNode expression, StringPredicate predicate, string[] arguments, bool ignoresCase, bool isNegated) =>
        Array.TrueForAll(arguments, IsValid) ? new TextTestTemplate(expression, predicate, arguments, ignoresCase, isNegated) : null;

    public bool Finds(ReadOnlySpan<byte> text)
    {
        if (_set is { } set) return set.Contains(text);
        foreach (var argument in _utf8)
        {
            var found = Predicate switch
            {
                StringPredicate.StartsWith => text.StartsWith(argument),
                StringPredicate.EndsWith => text.EndsWith(argument),
                StringPredicate.Contains => text.IndexOf(argument) >= 0,
                _ => text.SequenceEqual(argument),
            };
            if (found) return true;
        }

        return false;
    }

    public override ValueTest Bind(EvaluationSession session) => new TextTest(_expression, session, this);

    public override string ToString() =>
        $"{(IsNegated ? "not " : "")}{Predicate}{(IgnoresCase ? " ignoring case" : "")} [{string.Join(", ", Arguments)}]";

    private static bool IsValid(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }
}
