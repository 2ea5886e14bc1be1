using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Syntax;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Parsing;

internal sealed partial class PqlParser
{
    // timeTail = comparator amount direction time | direction time | "between" time "and" time | [ "on" ] time ;
    private TimeTailSyntax ParseTimeTail()
    {
        var start = Current.Span;
        PqlGap? distance = null;
        PqlTimeDirection? direction = null;
        SyntaxNode? end = null;
        SyntaxNode time;
        if (TryParseComparator(out var comparison, out _))
        {
            distance = new PqlGap(comparison, ParseAmount());
            direction = TryParseDirection();
            time = direction is null ? Fail(PqlDiagnostics.MissingDirection(Describe(Current))) : ParseTime();
        }
        else if (TryParseDirection() is { } word)
        {
            direction = word;
            time = ParseTime();
        }
        else if (TryTake(Keyword.Between))
        {
            time = ParseTime();
            ExpectWord(Keyword.And, "and", "'between'");
            end = ParseTime();
        }
        else
        {
            TryTake(Keyword.On);
            time = ParseTime();
        }

        return new TimeTailSyntax(start.Cover((end ?? time).Span), distance, direction, time, end);
    }

    // amount = INTEGER unit ;
    private PqlDuration ParseAmount()
    {
        if (!At(TokenKind.Integer) || Current.Magnitude > long.MaxValue)
        {
            Fail(PqlDiagnostics.AmountNotInteger(Describe(Current)));
            return default;
        }

        var count = (long)Take().Magnitude;
        return new PqlDuration(count, ParseUnit());
    }

    // unit = singularUnit | pluralUnit ;
    // singularUnit = "millisecond" | "second" | "minute" | "hour" | "day" | "week" | "month" | "year" | "decade" | "century" | "millennium" ;
    // pluralUnit = "milliseconds" | "seconds" | "minutes" | "hours" | "days" | "weeks" | "months" | "years" | "decades" | "centuries" | "millennia" ;
    private PqlTimeUnit ParseUnit()
    {
        if (At(TokenKind.Word) && TimeWords.TryUnit(Current.Text, out var unit, out _))
        {
            Take();
            return unit;
        }

        Fail(PqlDiagnostics.UnknownUnit(Describe(Current)));
        return default;
    }

    // direction = "before" | "after" | "from" ;
    private PqlTimeDirection? TryParseDirection()
    {
        if (At(Keyword.Before) || At(Keyword.After) || At(Keyword.From))
            return TimeWords.TryDirection(Take().Text, out var direction) ? direction : null;
        return null;
    }

    // time = ( "this" | "last" | "next" ) singularUnit | sum ;
    private SyntaxNode ParseTime()
    {
        var isPeriod = At(Keyword.This) || At(Keyword.Last) || At(Keyword.Next);

        // No value can follow a value, so a word after these is meant as a unit even when it is none.
        if (!isPeriod || Peek() is not { Kind: TokenKind.Word, IsReserved: false } next || IsClause(next)) return ParseSum();

        var word = Take();
        var text = word.Text.ToLowerInvariant();
        if (!TimeWords.TryUnit(next.Text, out var unit, out var isPlural)) return Fail(PqlDiagnostics.UnknownUnit(Describe(next)));
        if (isPlural) return Fail(PqlDiagnostics.PluralUnit(text, next.Text, TimeWords.SingularOf(unit)));
        Take();
        return new LiteralSyntax(word.Span.Cover(next.Span), PqlLiteralKind.Timestamp, $"{text} {TimeWords.SingularOf(unit)}");
    }

    private static bool IsClause(Token token) => token.Keyword is Keyword.What or Keyword.When or Keyword.Count or Keyword.Gap;
}
