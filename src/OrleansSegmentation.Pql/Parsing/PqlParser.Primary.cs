using System.Collections.Immutable;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Syntax;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Pql.Parsing;

internal sealed partial class PqlParser
{
    // postfix = primary { "." NAME [ arguments | SCHEMA ] | "[" argument "]" } ;
    private SyntaxNode ParsePostfix()
    {
        var node = ParsePrimary();
        while (true)
        {
            if (TryTake(TokenKind.Dot)) node = CheckDepth(ParseMember(node));
            else if (At(TokenKind.OpenBracket)) node = CheckDepth(ParseFilter(node));
            else if (IsDigitMember()) return Fail(PqlDiagnostics.Expected("a name after '.' (one that starts with a digit is written in `backquotes`)", Describe(Current)));
            else return node;
        }
    }

    // a.5 is read as a and .5
    private bool IsDigitMember() =>
        At(TokenKind.Double) && Current.Span.Start == PreviousSpan.End && _source[Current.Span.Start] == '.';

    private SyntaxNode ParseMember(SyntaxNode target)
    {
        var isQuoted = At(TokenKind.QuotedName);
        var name = ExpectName();
        if (At(TokenKind.OpenParenthesis))
        {
            if (isQuoted) return Fail(name.Span, PqlDiagnostics.QuotedFunction(name.Text));
            var arguments = ParseArguments();
            return new CallSyntax(target.Span.Cover(PreviousSpan), target, name, arguments);
        }

        var schema = TryParseSchema();
        return new MemberSyntax(target.Span.Cover(_hasFailed ? name.Span : PreviousSpan), target, name.Text, schema);
    }

    private string? TryParseSchema() => At(TokenKind.SchemaReference) ? Take().Text : null;

    private SyntaxNode ParseFilter(SyntaxNode target)
    {
        var open = Take();
        if (At(TokenKind.CloseBracket)) return Fail(open.Span.Cover(Current.Span), PqlDiagnostics.EmptyFilter());
        var condition = ParseArgument();
        var close = Expect(TokenKind.CloseBracket, "']' at the end of the filter");
        return new FilterSyntax(target.Span.Cover(close.Span), target, condition);
    }

    // arguments = "(" [ argument { "," argument } ] ")" ;
    private ImmutableArray<ArgumentSyntax> ParseArguments()
    {
        Take();
        if (TryTake(TokenKind.CloseParenthesis)) return [];
        var arguments = ImmutableArray.CreateBuilder<ArgumentSyntax>();
        do arguments.Add(ParseArgument());
        while (TryTake(TokenKind.Comma));
        Expect(TokenKind.CloseParenthesis, "',' or ')' after the argument");
        return arguments.ToImmutable();
    }

    // argument = [ lambdaHead ] expression ;
    private ArgumentSyntax ParseArgument()
    {
        var start = Current.Span;
        var head = TryParseLambdaHead();
        var body = ParseExpression();
        return new ArgumentSyntax(start.Cover(body.Span), head, body);
    }

    // primary = literal | timeWord | list | object | group | chain | PARAMETER | "this" | outer | SCHEMA | call | IDENT [ SCHEMA ] ;
    private SyntaxNode ParsePrimary()
    {
        switch (Current.Kind)
        {
            case TokenKind.Integer or TokenKind.Double or TokenKind.String:
                return ParseLiteral() ?? (SyntaxNode)new ErrorSyntax(Current.Span);
            case TokenKind.OpenParenthesis:
                return ParseGroup();
            case TokenKind.OpenBracket:
                return ParseList();
            case TokenKind.OpenBrace:
                return ParseObject();
            case TokenKind.Parameter:
                var parameter = Take();
                return new ParameterSyntax(parameter.Span, parameter.Magnitude);
            case TokenKind.Caret:
                return ParseOuter();
            case TokenKind.SchemaReference:
                var schema = Take();
                return new SchemaSyntax(schema.Span, schema.Text);
            case TokenKind.Word or TokenKind.QuotedName:
                return ParseWord();
            default:
                return Fail(PqlDiagnostics.ExpectedOperand(Describe(Current), ""));
        }
    }

    private SyntaxNode ParseWord()
    {
        switch (Current.Keyword)
        {
            case Keyword.True or Keyword.False or Keyword.Null:
                return ParseLiteral() ?? (SyntaxNode)new ErrorSyntax(Current.Span);
            case Keyword.Now or Keyword.Today or Keyword.Yesterday or Keyword.Tomorrow:
                return ParseTimeWord();
            case Keyword.Chain:
                return ParseChain();
            case Keyword.This:
                return new LevelSyntax(Take().Span, 0);
            default:
                if (Peek().Kind == TokenKind.OpenParenthesis && IsCallable(Current)) return ParseCall();
                if (!Current.IsIdentifier) return FailReserved();
                var name = Take();
                var schema = TryParseSchema();
                return new NameSyntax(name.Span.Cover(PreviousSpan), name.Text, schema);
        }
    }

    private static bool IsCallable(Token token) => !token.IsReserved || token.Keyword is
        Keyword.Like or Keyword.Matches or Keyword.In or Keyword.NotIn or Keyword.Exists or Keyword.ForAll or Keyword.If;

    private ErrorSyntax FailReserved() => Current.Keyword switch
    {
        Keyword.Select or Keyword.Let or Keyword.Exists or Keyword.ForAll or Keyword.Not =>
            Fail(PqlDiagnostics.ExpectedOperand(Describe(Current), "As an operand it is put in parentheses.")),
        Keyword.And or Keyword.Or or Keyword.In or Keyword.NotIn or Keyword.Like or Keyword.Matches or Keyword.Occurs =>
            Fail(PqlDiagnostics.ExpectedOperand(Describe(Current), "")),
        Keyword.If => Fail(PqlDiagnostics.ExpectedOperand(Describe(Current), "Write if(condition, value, otherwise).")),
        _ => Fail(PqlDiagnostics.ReservedName(TextOf(Current))),
    };

    // call = FUNCTION arguments ;
    private SyntaxNode ParseCall()
    {
        var name = Take();
        if (name.Kind == TokenKind.QuotedName) return Fail(name.Span, PqlDiagnostics.QuotedFunction(name.Text));

        // Reserved words are written in any letter case, functions are not.
        var function = name.Keyword switch
        {
            Keyword.NotIn => "notIn",
            _ when name.IsReserved => name.Text.ToLowerInvariant(),
            _ => name.Text,
        };
        var arguments = ParseArguments();
        return new CallSyntax(name.Span.Cover(PreviousSpan), null, new NamePart(function, name.Span), arguments);
    }

    // group = "(" expression ")" ;
    private SyntaxNode ParseGroup()
    {
        if (IsLambdaHead()) return Fail(PqlDiagnostics.MisplacedLambda());
        Take();
        var expression = ParseExpression();
        Expect(TokenKind.CloseParenthesis, "')'");
        return expression;
    }

    // outer = "^" { "^" } [ "." ] NAME [ arguments | SCHEMA ] ;
    private SyntaxNode ParseOuter()
    {
        var start = Current.Span;
        var levels = 0;
        while (TryTake(TokenKind.Caret)) levels++;
        var target = new LevelSyntax(start.Cover(PreviousSpan), levels);
        TryTake(TokenKind.Dot);
        return ParseMember(target);
    }

    // literal = [ "-" ] INTEGER | [ "-" ] DOUBLE | STRING | "true" | "false" | "null" ;
    private LiteralSyntax? ParseLiteral()
    {
        var start = Current.Span;
        var isNegative = TryTake(TokenKind.Minus);
        var token = Current;
        var span = start.Cover(token.Span);
        switch (token)
        {
            case { Kind: TokenKind.Integer }:
                if (!isNegative && token.Magnitude == 1UL << 63)
                {
                    Fail(PqlDiagnostics.IntegerTooLarge(TextOf(token)));
                    return null;
                }

                Take();
                return new LiteralSyntax(span, PqlLiteralKind.Integer, isNegative ? unchecked(-(long)token.Magnitude) : (long)token.Magnitude);
            case { Kind: TokenKind.Double }:
                Take();
                return new LiteralSyntax(span, PqlLiteralKind.Double, isNegative ? -token.Number : token.Number);
            case { Kind: TokenKind.String } when !isNegative:
                Take();
                return new LiteralSyntax(span, PqlLiteralKind.String, token.Text);
            case { Keyword: Keyword.True or Keyword.False } when !isNegative:
                Take();
                return new LiteralSyntax(span, PqlLiteralKind.Boolean, token.Keyword == Keyword.True);
            case { Keyword: Keyword.Null } when !isNegative:
                Take();
                return new LiteralSyntax(span, PqlLiteralKind.Null, null);
            default:
                Fail(PqlDiagnostics.ListItemNotLiteral(Describe(token)));
                return null;
        }
    }

    // timeWord = "now" | "today" | "yesterday" | "tomorrow" ;
    private LiteralSyntax ParseTimeWord()
    {
        var word = Take();
        return new LiteralSyntax(word.Span, PqlLiteralKind.Timestamp, word.Text.ToLowerInvariant());
    }

    // list = "[" [ literal { "," literal } ] "]" ;
    private SyntaxNode ParseList()
    {
        var open = Take();
        var items = ImmutableArray.CreateBuilder<LiteralSyntax>();
        if (!At(TokenKind.CloseBracket))
        {
            do
            {
                if (At(TokenKind.OpenBracket) || At(TokenKind.OpenBrace)) return Fail(PqlDiagnostics.NestedList());
                if (ParseLiteral() is { } item) items.Add(item);
            }
            while (TryTake(TokenKind.Comma));
        }

        var close = Expect(TokenKind.CloseBracket, "',' or ']' after the list item");
        return new ListSyntax(open.Span.Cover(close.Span), items.ToImmutable());
    }

    // object = "{" STRING ":" expression { "," STRING ":" expression } "}" ;
    private SyntaxNode ParseObject()
    {
        var open = Take();
        if (At(TokenKind.CloseBrace)) return Fail(open.Span.Cover(Current.Span), PqlDiagnostics.EmptyObject());
        var names = ImmutableArray.CreateBuilder<NamePart>();
        var values = ImmutableArray.CreateBuilder<SyntaxNode>();
        do
        {
            names.Add(NameOf(Expect(TokenKind.String, "a key in double quotes")));
            Expect(TokenKind.Colon, "':' after the key");
            values.Add(ParseExpression());
        }
        while (TryTake(TokenKind.Comma));
        var close = Expect(TokenKind.CloseBrace, "',' or '}' after the value");
        return new ObjectSyntax(open.Span.Cover(close.Span), names.ToImmutable(), values.ToImmutable());
    }
}
