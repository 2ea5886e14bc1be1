using System.Collections.Immutable;
using OrleansSegmentation.Pql.Syntax;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Parsing;

internal sealed partial class PqlParser
{
    private SyntaxNode? TryParseBinder()
    {
        switch (Current.Keyword)
        {
            case Keyword.Let:
                return ParseLet();
            case Keyword.Select:
                return ParseSelect();
            case Keyword.Exists or Keyword.ForAll when Peek().Kind != TokenKind.OpenParenthesis:
            case Keyword.Some or Keyword.All or Keyword.NoneOf or Keyword.One when IsDeclaration(1):
                return ParseQuantifier();
            case Keyword.Sum or Keyword.Average or Keyword.Min or Keyword.Max when IsDeclaration(1) || IsAggregateOver():
                return ParseAggregate();
            default:
                return null;
        }
    }

    private bool IsDeclaration(int distance) => Peek(distance).IsIdentifier && Peek(distance + 1).Keyword == Keyword.From;

    private bool IsAggregateOver() => _overFollows[_position] && Peek().Kind is
        TokenKind.Word or TokenKind.QuotedName or TokenKind.Integer or TokenKind.Double or TokenKind.Minus or TokenKind.Caret
        or TokenKind.Parameter or TokenKind.OpenParenthesis or TokenKind.OpenBracket or TokenKind.SchemaReference or TokenKind.String
        or TokenKind.OpenBrace
        && !IsComparison(Peek()) && Peek().Keyword is not (Keyword.And or Keyword.Or or Keyword.Over);

    // let = "let" IDENT "=" sum "in" expression ;
    private SyntaxNode ParseLet()
    {
        var start = Take();
        var name = ExpectIdentifier("a name after 'let'");
        Expect(TokenKind.Equal, "'=' after the name of 'let'");
        var value = ParseSum();
        ExpectWord(Keyword.In, "in", "'let'");
        var body = ParseExpression();
        return new LetSyntax(start.Span.Cover(body.Span), name, value, body);
    }

    // select = "select" declaration { "," declaration } ;
    private SyntaxNode ParseSelect()
    {
        var start = Take();
        var declarations = ParseDeclarations(acceptsColon: false);
        return new SelectSyntax(start.Span.Cover(declarations[^1].Span), declarations);
    }

    // quantifier = ( "exists" | "forall" | "some" | "all" | "none" | "one" ) quantified { "," quantified } ;
    private SyntaxNode ParseQuantifier()
    {
        var start = Take();
        var quantifier = start.Keyword switch
        {
            Keyword.Exists or Keyword.Some => PqlQuantifier.Some,
            Keyword.ForAll or Keyword.All => PqlQuantifier.All,
            Keyword.NoneOf => PqlQuantifier.None,
            _ => PqlQuantifier.One,
        };
        var declarations = ParseDeclarations(acceptsColon: true);
        return new QuantifierSyntax(start.Span.Cover(declarations[^1].Span), quantifier, declarations);
    }

    // aggregate = ( "sum" | "average" | "min" | "max" ) ( declaration | sum "over" declaration { "," declaration } ) ;
    private SyntaxNode ParseAggregate()
    {
        var word = Take();
        var function = new NamePart(word.Text.ToLowerInvariant(), word.Span);
        SyntaxNode? value = null;
        ImmutableArray<DeclarationSyntax> declarations;
        if (IsDeclaration(0))
        {
            declarations = [ParseDeclaration(acceptsColon: false)];
        }
        else
        {
            value = ParseSum();
            ExpectWord(Keyword.Over, "over", $"'{function.Text}'");
            declarations = ParseDeclarations(acceptsColon: false);
        }

        return new AggregateSyntax(word.Span.Cover(declarations[^1].Span), function, value, declarations);
    }

    private ImmutableArray<DeclarationSyntax> ParseDeclarations(bool acceptsColon)
    {
        var declarations = ImmutableArray.CreateBuilder<DeclarationSyntax>();
        declarations.Add(ParseDeclaration(acceptsColon));

        // A comma that no declaration follows belongs to the construct around.
        while (At(TokenKind.Comma) && IsDeclaration(1))
        {
            Take();
            declarations.Add(ParseDeclaration(acceptsColon));
        }

        return declarations.ToImmutable();
    }

    // declaration = IDENT "from" postfix [ "where" expression ] ;
    // quantified = IDENT "from" postfix [ ( "where" | ":" ) expression ] ;
    private DeclarationSyntax ParseDeclaration(bool acceptsColon)
    {
        var name = ExpectIdentifier("the name of a variable");
        ExpectWord(Keyword.From, "from", "the declaration");
        var source = ParsePostfix();
        var condition = TryTake(Keyword.Where) || (acceptsColon && TryTake(TokenKind.Colon)) ? ParseExpression() : null;
        return new DeclarationSyntax(name.Span.Cover((condition ?? source).Span), name, source, condition);
    }
}
