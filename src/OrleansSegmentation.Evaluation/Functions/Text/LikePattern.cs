namespace OrleansSegmentation.Evaluation.Functions.Text;

/// <summary>
/// A pattern of <c>like</c>: it matches the whole text; <c>%</c> stands for any run, also an empty one, <c>_</c> for exactly one
/// character, <c>\</c> takes the special meaning off the next pattern character. Case-sensitive. Immutable and thread-safe.
/// </summary>
public sealed class LikePattern
{
    private readonly char[] _characters;
    private readonly Step[] _steps;

    /// <summary>Reads a pattern; every text is one. A backslash at the end stands for itself.</summary>
    public LikePattern(string pattern)
    {
        var characters = new List<char>(pattern.Length);
        var steps = new List<Step>(pattern.Length);
        for (var i = 0; i < pattern.Length; i++)
        {
            var character = pattern[i];
            var step = character switch { '%' => Step.AnyRun, '_' => Step.AnyOne, _ => Step.Literal };
            if (character == '\\' && i + 1 < pattern.Length) character = pattern[++i];
            if (step == Step.AnyRun && steps.Count > 0 && steps[^1] == Step.AnyRun) continue;
            characters.Add(character);
            steps.Add(step);
        }

        (_characters, _steps) = ([.. characters], [.. steps]);
    }

    private enum Step : byte
    {
        Literal,
        AnyOne,
        AnyRun,
    }

    /// <summary>Tests a text, in time proportional to the product of the lengths at worst.</summary>
    public bool IsMatch(ReadOnlySpan<char> text)
    {
        var (position, index) = (0, 0);
        var (runIndex, runPosition) = (-1, 0); // where the last run stands, and how far it reaches so far
        while (position < text.Length)
        {
            if (index < _steps.Length && _steps[index] == Step.AnyRun)
            {
                (runIndex, runPosition) = (index++, position);
            }
            else if (index < _steps.Length && (_steps[index] == Step.AnyOne || text[position] == _characters[index]))
            {
                position += _steps[index] == Step.AnyOne ? CharacterLength(text, position) : 1;
                index++;
            }
            else if (runIndex >= 0)
            {
                runPosition += CharacterLength(text, runPosition);
                (position, index) = (runPosition, runIndex + 1);
            }
            else
            {
                return false;
            }
        }

        while (index < _steps.Length && _steps[index] == Step.AnyRun) index++;
        return index == _steps.Length;
    }

    // A character outside the basic plane is one character in two code units.
    private static int CharacterLength(ReadOnlySpan<char> text, int position) =>
        position + 1 < text.Length && char.IsSurrogatePair(text[position], text[position + 1]) ? 2 : 1;
}
