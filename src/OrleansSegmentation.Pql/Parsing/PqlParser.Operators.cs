using System.Collections.Immutable;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Syntax;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Parsing;

internal sealed partial class PqlParser
{
    // expression = disjunction ;
    private SyntaxNode ParseExpression()
    {
        if (IsTooDeep()) return Fail(PqlDiagnostics.NestedTooDeeply());
        _nesting++;
        var expression = ParseDisjunction();
        _nesting--;
        return expression;
    }

    // disjunction = conjunction { "or" conjunction } ;
    private SyntaxNode ParseDisjunction()
    {
        var first = ParseConjunction();
        if (!At(Keyword.Or)) return first;
        var function = new NamePart("or", Current.Span);
        var operands = ImmutableArray.CreateBuilder<SyntaxNode>();
        operands.Add(first);
        while (TryTake(Keyword.Or)) operands.Add(ParseConjunction());
        return Operator(function, operands.ToImmutable());
    }

    // conjunction = negation { "and" negation } ;
    private SyntaxNode ParseConjunction()
    {
        var first = ParseNegation();
        if (!At(Keyword.And)) return first;
        var function = new NamePart("and", Current.Span);
        var operands = ImmutableArray.CreateBuilder<SyntaxNode>();
        operands.Add(first);
        while (TryTake(Keyword.And)) operands.Add(ParseNegation());
        return Operator(function, operands.ToImmutable());
    }

    // negation = ( "not" | "!" ) negation | let | select | quantifier | aggregate | comparison ;
    private SyntaxNode ParseNegation()
    {
        if (!At(Keyword.Not) && !At(TokenKind.Bang)) return TryParseBinder() ?? ParseComparison();
        if (IsTooDeep()) return Fail(PqlDiagnostics.NestedTooDeeply());
        var symbol = Take();
        _nesting++;
        var operand = ParseNegation();
        _nesting--;
        return new OperatorSyntax(symbol.Span.Cover(operand.Span), new NamePart("not", symbol.Span), [operand]);
    }

    // comparison = sum [ comparator sum | ( "in" | "notIn" ) listOperand | ( "like" | "matches" ) sum | "occurs" timeTail ] ;
    private SyntaxNode ParseComparison()
    {
        var left = ParseSum();
        if (!IsComparison(Current)) return left;
        var comparison = ParseComparisonWith(left);
        return IsComparison(Current) ? Fail(PqlDiagnostics.ChainedComparison(Describe(Current))) : CheckDepth(comparison);
    }

    private SyntaxNode ParseComparisonWith(SyntaxNode left)
    {
        if (TryParseComparator(out var comparison, out var span))
            return Operator(new NamePart(TimeWords.SymbolOf(comparison), span), [left, ParseSum()]);

        var word = Take();
        switch (word.Keyword)
        {
            case Keyword.In:
                return Operator(new NamePart("in", word.Span), [left, ParseListOperand()]);
            case Keyword.NotIn:
                return Operator(new NamePart("notIn", word.Span), [left, ParseListOperand()]);
            case Keyword.Like:
                return Operator(new NamePart("like", word.Span), [left, ParseSum()]);
            case Keyword.Matches:
                return Operator(new NamePart("matches", word.Span), [left, ParseSum()]);
            default:
                var tail = ParseTimeTail();
                return new OccursSyntax(left.Span.Cover(tail.Span), left, tail);
        }
    }

    private static bool IsComparison(Token token) =>
        token.Kind is >= TokenKind.Equal and <= TokenKind.GreaterOrEqual
        || token.Keyword is Keyword.In or Keyword.NotIn or Keyword.Like or Keyword.Matches or Keyword.Occurs;

    // comparator = "=" | "!=" | "<" | "<=" | ">" | ">=" ;
    private bool TryParseComparator(out PqlComparison comparison, out TextSpan span)
    {
        span = Current.Span;
        comparison = (PqlComparison)(Current.Kind - TokenKind.Equal);
        if (Current.Kind is < TokenKind.Equal or > TokenKind.GreaterOrEqual) return false;
        Take();
        return true;
    }

    // listOperand = "(" literal { "," literal } ")" | sum ;
    private SyntaxNode ParseListOperand()
    {
        if (!IsParenthesizedList()) return ParseSum();
        var open = Take();
        var items = ImmutableArray.CreateBuilder<LiteralSyntax>();
        do
        {
            if (ParseLiteral() is { } item) items.Add(item);
        }
        while (TryTake(TokenKind.Comma));
        var close = Expect(TokenKind.CloseParenthesis, "')'");
        return new ListSyntax(open.Span.Cover(close.Span), items.ToImmutable());
    }

    private bool IsParenthesizedList()
    {
        if (!At(TokenKind.OpenParenthesis)) return false;
        var index = _position;
        do
        {
            index++;
            if (_tokens[index].Kind == TokenKind.Minus && _tokens[index + 1].Kind is TokenKind.Integer or TokenKind.Double) index++;
            var item = _tokens[index];
            if (item.Kind is not (TokenKind.String or TokenKind.Integer or TokenKind.Double)
                && item.Keyword is not (Keyword.True or Keyword.False or Keyword.Null)) return false;
            index++;
        }
        while (_tokens[index].Kind == TokenKind.Comma);

        // in (5).x and in (5) + 1 go on after the bracket, so it was only a grouping.
        return _tokens[index].Kind == TokenKind.CloseParenthesis && _tokens[index + 1].Kind is not (TokenKind.Dot or TokenKind.OpenBracket
            or TokenKind.Plus or TokenKind.Minus or TokenKind.Star or TokenKind.Slash or TokenKind.Percent);
    }

    // sum = product { ( "+" | "-" ) product } ;
    private SyntaxNode ParseSum()
    {
        var left = ParseProduct();
        while (Current.Kind is TokenKind.Plus or TokenKind.Minus)
        {
            var symbol = Take();
            var function = new NamePart(symbol.Kind == TokenKind.Plus ? "+" : "-", symbol.Span);
            left = CheckDepth(Operator(function, [left, ParseProduct()]));
        }

        return left;
    }

    // product = unary { ( "*" | "/" | "%" ) unary } ;
    private SyntaxNode ParseProduct()
    {
        var left = ParseUnary();
        while (Current.Kind is TokenKind.Star or TokenKind.Slash or TokenKind.Percent)
        {
            var symbol = Take();
            left = CheckDepth(Operator(new NamePart(TextOf(symbol), symbol.Span), [left, ParseUnary()]));
        }

        return left;
    }

    // unary = "-" unary | postfix ;
    private SyntaxNode ParseUnary()
    {
        if (!At(TokenKind.Minus)) return ParsePostfix();
        if (IsTooDeep()) return Fail(PqlDiagnostics.NestedTooDeeply());

        // The smallest integer has no positive counterpart, so it exists only together with its sign.
        if (Peek() is { Kind: TokenKind.Integer, Magnitude: 1UL << 63 } && Peek(2).Kind is not (TokenKind.Dot or TokenKind.OpenBracket))
            return ParseLiteral() ?? (SyntaxNode)new ErrorSyntax(Current.Span);

        var minus = Take();
        _nesting++;
        var operand = ParseUnary();
        _nesting--;
        var span = minus.Span.Cover(operand.Span);
        return operand switch
        {
            LiteralSyntax { Kind: PqlLiteralKind.Integer, Value: long value } when value != long.MinValue =>
                new LiteralSyntax(span, PqlLiteralKind.Integer, -value),
            LiteralSyntax { Kind: PqlLiteralKind.Double, Value: double value } => new LiteralSyntax(span, PqlLiteralKind.Double, -value),
            _ => new OperatorSyntax(span, new NamePart("negate", minus.Span), [operand]),
        };
    }

    private static OperatorSyntax Operator(NamePart function, ImmutableArray<SyntaxNode> operands) =>
        new(operands[0].Span.Cover(operands[^1].Span), function, operands);
}
