using System.Text;
using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Evaluation.Functions.Text;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Operators.Tests;

/// <summary>Tests texts against one literal pattern of <c>like</c> or <c>matches</c>; other kinds of value by the expression.</summary>
internal sealed class PatternTest(PqlNode expression, EvaluationSession session, string pattern, bool isRegex) : ExpressionTest(expression, session)
{
    private readonly LikePattern? _like = isRegex ? null : session.Context.Patterns.GetLikePattern(pattern);
    private readonly PqlRegex? _regex = isRegex ? session.Context.Patterns.GetRegex(pattern) : null;
    private char[] _characters = new char[256];

    protected override void TestTexts(Utf8Strings texts, RowBitmap wanted, RowBitmap result)
    {
        if (isRegex && _regex is null) return; // a bad pattern matches nothing
        foreach (var index in wanted.Rows)
        {
            var text = texts[index];
            if (_characters.Length < text.Length) _characters = new char[text.Length * 2];
            var characters = _characters.AsSpan(0, Encoding.UTF8.GetChars(text, _characters));
            if (_regex?.IsMatch(characters) ?? _like!.IsMatch(characters)) result.Set(index);
        }
    }
}

/// <summary>See <see cref="PatternTest"/>.</summary>
internal sealed class PatternTestTemplate(PqlNode expression, string pattern, bool isRegex) : TestTemplate
{
    public override ValueTest Bind(EvaluationSession session) => new PatternTest(expression, session, pattern, isRegex);

    public override string ToString() => $"{(isRegex ? "matches" : "like")} {pattern}";
}
