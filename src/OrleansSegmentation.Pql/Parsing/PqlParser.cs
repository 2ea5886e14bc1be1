using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Syntax;

namespace OrleansSegmentation.Pql.Parsing;

/// <summary>
/// Reads tokens into a syntax tree by recursive descent; the grammar rule of each method stands above it, and all of them together
/// are <c>docs/pql-grammar.md</c>.
/// </summary>
/// <remarks>
/// The first syntax error ends the parse: the position jumps to the end, where every rule fails without a word, so no exception and
/// no follow-up errors are needed.
/// </remarks>
internal sealed partial class PqlParser
{
    // Chains of operators and dots deepen the tree without nesting brackets. They are cut where the stack is still safe for every
    // later pass; the exact limit is checked on the canonical tree.
    private const int MaximumSyntaxDepth = 3 * PqlLimits.Nesting;

    private readonly string _source;
    private readonly ImmutableArray<Token> _tokens;
    private readonly bool[] _overFollows;
    private readonly DiagnosticBag _diagnostics;
    private readonly bool _hasLexicalErrors;
    private int _position;
    private int _nesting;
    private bool _hasFailed;

    private PqlParser(string source, ImmutableArray<Token> tokens, DiagnosticBag diagnostics)
    {
        _source = source;
        _tokens = tokens;
        _diagnostics = diagnostics;
        _hasLexicalErrors = diagnostics.HasErrors;
        _overFollows = OverLookahead.Compute(tokens);
    }

    /// <summary>Returns the syntax tree, or null when there is a syntax error.</summary>
    public static ProgramSyntax? Parse(string source, DiagnosticBag diagnostics)
    {
        var parser = new PqlParser(source, Lexer.Tokenize(source, diagnostics), diagnostics);
        var program = parser.ParseProgram();
        return parser._hasFailed ? null : program;
    }

    private Token Current => _tokens[_position];

    private TextSpan PreviousSpan => _position == 0 ? default : _tokens[_position - 1].Span;

    private Token Peek(int distance = 1) => _tokens[Math.Min(_position + distance, _tokens.Length - 1)];

    private bool At(TokenKind kind) => Current.Kind == kind;

    private bool At(Keyword keyword) => Current.Keyword == keyword;

    private Token Take()
    {
        var token = Current;
        if (_position < _tokens.Length - 1) _position++;
        return token;
    }

    private bool TryTake(TokenKind kind)
    {
        if (!At(kind)) return false;
        Take();
        return true;
    }

    private bool TryTake(Keyword keyword)
    {
        if (!At(keyword)) return false;
        Take();
        return true;
    }

    private Token Expect(TokenKind kind, string expected)
    {
        if (!At(kind)) Fail(PqlDiagnostics.Expected(expected, Describe(Current)));
        return Take();
    }

    private void ExpectWord(Keyword keyword, string word, string construct)
    {
        if (!TryTake(keyword)) Fail(PqlDiagnostics.MissingWord(word, construct, Describe(Current)));
    }

    private NamePart ExpectIdentifier(string expected)
    {
        if (Current.IsIdentifier) return NameOf(Take());
        return FailName(Current.Kind == TokenKind.Word
            ? PqlDiagnostics.ReservedName(TextOf(Current))
            : PqlDiagnostics.Expected(expected, Describe(Current)));
    }

    private NamePart ExpectName()
    {
        if (Current.IsName) return NameOf(Take());
        return FailName(PqlDiagnostics.Expected("a name after '.' (one that starts with a digit is written in `backquotes`)", Describe(Current)));
    }

    private NamePart FailName(Problem problem)
    {
        var span = Current.Span;
        Fail(problem);
        return new NamePart("", span);
    }

    private static NamePart NameOf(Token token) => new(token.Text, token.Span);

    private ErrorSyntax Fail(Problem problem) => Fail(Current.Span, problem);

    private ErrorSyntax Fail(TextSpan span, Problem problem)
    {
        // After a lexical error the tokens are guesses, and so would be the syntax errors they lead to.
        if (!_hasFailed && !_hasLexicalErrors) _diagnostics.Report(span, problem);
        _hasFailed = true;
        _position = _tokens.Length - 1;
        return new ErrorSyntax(span);
    }

    private SyntaxNode CheckDepth(SyntaxNode node) =>
        node.Depth <= MaximumSyntaxDepth ? node : Fail(node.Span, PqlDiagnostics.NestedTooDeeply());

    // The program itself is the first level. The second test holds on any stack, whoever calls.
    private bool IsTooDeep() => _nesting > PqlLimits.Nesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack();

    private string TextOf(Token token) => _source.Substring(token.Span.Start, token.Span.Length);

    private string Describe(Token token)
    {
        if (token.Kind == TokenKind.End) return "the end of the expression";
        var text = TextOf(token);
        return text.Length <= 40 ? $"'{text}'" : $"'{text[..40]}…'";
    }

    // program = [ lambdaHead ] expression END ;
    private ProgramSyntax ParseProgram()
    {
        if (At(TokenKind.End)) Fail(PqlDiagnostics.EmptySource());
        var head = TryParseLambdaHead();
        var body = ParseExpression();
        if (!At(TokenKind.End)) FailAfterEnd();
        return new ProgramSyntax(new TextSpan(0, _source.Length), head, body);
    }

    private void FailAfterEnd()
    {
        if (At(TokenKind.Arrow))
        {
            Fail(PqlDiagnostics.MisplacedLambda());
            return;
        }

        var hint = Current switch
        {
            { Keyword: Keyword.Not } when Peek().Keyword == Keyword.In => "Write 'notIn'.",
            { Kind: TokenKind.CloseParenthesis or TokenKind.CloseBracket or TokenKind.CloseBrace } => "There is no opening bracket for it.",
            { Kind: TokenKind.Word } when Peek().Kind == TokenKind.OpenParenthesis => "A function is called with a dot: value.function(...).",
            { Kind: TokenKind.Comma } => "Conditions are joined with 'and' or 'or'.",
            _ => "",
        };
        Fail(PqlDiagnostics.TextAfterEnd(Describe(Current), hint));
    }

    // lambdaHead = "(" IDENT { "," IDENT } ")" "=>" ;
    private ImmutableArray<NamePart>? TryParseLambdaHead()
    {
        if (!IsLambdaHead()) return null;
        var names = ImmutableArray.CreateBuilder<NamePart>();
        do
        {
            Take();
            names.Add(ExpectIdentifier("the name of a parameter"));
        }
        while (At(TokenKind.Comma));
        Take();
        Take();
        return names.ToImmutable();
    }

    private bool IsLambdaHead()
    {
        if (!At(TokenKind.OpenParenthesis)) return false;
        var index = _position;
        do
        {
            // Reserved words are let through here, so that they are reported as such and not as a missing operand.
            if (!_tokens[index + 1].IsName) return false;
            index += 2;
        }
        while (_tokens[index].Kind == TokenKind.Comma);
        return _tokens[index].Kind == TokenKind.CloseParenthesis && _tokens[index + 1].Kind == TokenKind.Arrow;
    }
}
