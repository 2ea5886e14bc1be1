using System.Collections.Immutable;
using OrleansSegmentation.Pql.Syntax;

namespace OrleansSegmentation.Pql.Parsing;

/// <summary>
/// Answers, for each token, whether the word <c>over</c> follows in the same brackets before a comma, a closing bracket or the end:
/// what tells <c>sum X.total over X from orders</c> from a property named <c>sum</c>.
/// </summary>
internal static class OverLookahead
{
    /// <summary>Returns one flag per token. One pass from the right, so that many such words do not cost a scan each.</summary>
    public static bool[] Compute(ImmutableArray<Token> tokens)
    {
        var follows = new bool[tokens.Length];
        var outer = new Stack<bool>();
        var current = false;
        for (var i = tokens.Length - 1; i >= 0; i--)
        {
            follows[i] = current;
            switch (tokens[i].Kind)
            {
                case TokenKind.CloseParenthesis or TokenKind.CloseBracket or TokenKind.CloseBrace:
                    outer.Push(current);
                    current = false;
                    break;
                case TokenKind.OpenParenthesis or TokenKind.OpenBracket or TokenKind.OpenBrace:
                    current = outer.Count > 0 && outer.Pop();
                    follows[i] = current;
                    break;
                case TokenKind.Comma:
                    current = false;
                    break;
                case TokenKind.Word when tokens[i].Keyword == Keyword.Over:
                    current = true;
                    break;
            }
        }

        return follows;
    }
}
