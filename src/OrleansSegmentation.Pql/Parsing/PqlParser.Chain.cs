using System.Collections.Immutable;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Syntax;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Parsing;

internal sealed partial class PqlParser
{
    // chain = "chain" "(" postfix "," path "," "[" element { "," element } "]" ")" ;
    private SyntaxNode ParseChain()
    {
        var start = Take();
        Expect(TokenKind.OpenParenthesis, "'(' after 'chain'");
        var source = ParsePostfix();
        Expect(TokenKind.Comma, "',' after the list of events");
        var path = ParsePath();
        Expect(TokenKind.Comma, "',' after the time of the events");
        Expect(TokenKind.OpenBracket, "'[' before the elements of the chain");
        var elements = ImmutableArray.CreateBuilder<ElementSyntax>();
        do elements.Add(ParseElement());
        while (TryTake(TokenKind.Comma));
        if (!At(TokenKind.CloseBracket)) Fail(PqlDiagnostics.UnknownClause(Describe(Current)));
        Take();
        var close = Expect(TokenKind.CloseParenthesis, "')' at the end of the chain");
        return new ChainSyntax(start.Span.Cover(close.Span), source, path, elements.ToImmutable());
    }

    // path = IDENT { "." NAME } ;
    private ImmutableArray<NamePart> ParsePath()
    {
        var steps = ImmutableArray.CreateBuilder<NamePart>();
        steps.Add(ExpectIdentifier("the name of the time property"));
        while (TryTake(TokenKind.Dot)) steps.Add(ExpectName());
        return steps.ToImmutable();
    }

    // element = IDENT ":" [ "not" ] "what" "(" expression ")" { clause } ;
    private ElementSyntax ParseElement()
    {
        var name = ExpectIdentifier("the label of a chain element");
        Expect(TokenKind.Colon, "':' after the label");
        var isNegated = TryTake(Keyword.Not);
        ExpectWord(Keyword.What, "WHAT", "the chain element");
        var what = ParseInParentheses("WHAT");

        SyntaxNode? where = null;
        TimeTailSyntax? when = null;
        CountPart? count = null;
        GapPart? gap = null;

        // clause = "where" "(" expression ")" | "when" "(" timeTail ")" | "count" "(" countTest ")" | "gap" "(" comparator amount ")" ;
        while (Current.Keyword is Keyword.Where or Keyword.When or Keyword.Count or Keyword.Gap)
        {
            var clause = Take();
            var isDuplicate = clause.Keyword switch
            {
                Keyword.Where => where is not null,
                Keyword.When => when is not null,
                Keyword.Count => count is not null,
                _ => gap is not null,
            };
            if (isDuplicate) Fail(clause.Span, PqlDiagnostics.DuplicateClause(clause.Text.ToUpperInvariant()));
            else if (clause.Keyword == Keyword.Where) where = ParseInParentheses("WHERE");
            else if (clause.Keyword == Keyword.When) when = ParseWhen();
            else if (clause.Keyword == Keyword.Count) count = ParseCount(clause);
            else gap = ParseGap(clause);
        }

        return new ElementSyntax(name.Span.Cover(PreviousSpan), name, isNegated, what, where, when, count, gap);
    }

    private SyntaxNode ParseInParentheses(string clause)
    {
        Expect(TokenKind.OpenParenthesis, $"'(' after {clause}");
        var expression = ParseExpression();
        Expect(TokenKind.CloseParenthesis, $"')' at the end of {clause}");
        return expression;
    }

    private TimeTailSyntax ParseWhen()
    {
        Expect(TokenKind.OpenParenthesis, "'(' after WHEN");
        var tail = ParseTimeTail();
        Expect(TokenKind.CloseParenthesis, "')' at the end of WHEN");
        return tail;
    }

    // countTest = [ comparator ] INTEGER ;
    private CountPart ParseCount(Token clause)
    {
        Expect(TokenKind.OpenParenthesis, "'(' after COUNT");
        PqlComparison? comparison = TryParseComparator(out var symbol, out _) ? symbol : null;
        if (!At(TokenKind.Integer) || Current.Magnitude > long.MaxValue) Fail(PqlDiagnostics.AmountNotInteger(Describe(Current)));
        var count = (long)Take().Magnitude;
        var close = Expect(TokenKind.CloseParenthesis, "')' at the end of COUNT");
        return new CountPart(comparison, count, clause.Span.Cover(close.Span));
    }

    private GapPart ParseGap(Token clause)
    {
        Expect(TokenKind.OpenParenthesis, "'(' after GAP");
        if (!TryParseComparator(out var comparison, out _)) Fail(PqlDiagnostics.Expected("a comparison such as '<=' in GAP", Describe(Current)));
        var duration = ParseAmount();
        var close = Expect(TokenKind.CloseParenthesis, "')' at the end of GAP");
        return new GapPart(new PqlGap(comparison, duration), clause.Span.Cover(close.Span));
    }
}
