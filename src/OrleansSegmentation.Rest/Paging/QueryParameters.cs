using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using OrleansSegmentation.Rest.Errors;

namespace OrleansSegmentation.Rest.Paging;

/// <summary>The query of a request. Names are case-sensitive; empty parameters count as absent; unknown ones are ignored.</summary>
/// <remarks>Remembers which parameters were asked for, so that the link to the next page repeats exactly those.</remarks>
internal sealed class QueryParameters
{
    private readonly List<(string Name, string Value)> _sent = [];
    private readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal); // name -> repeatable

    public QueryParameters(QueryString query)
    {
        foreach (var pair in new QueryStringEnumerable(query.Value))
        {
            var value = pair.DecodeValue();
            if (value.Length > 0)
            {
                _sent.Add((pair.DecodeName().ToString(), value.ToString()));
            }
        }
    }

    /// <summary>Returns the last value of a parameter, or null.</summary>
    public string? Text(string name)
    {
        _known[name] = false;
        var index = _sent.FindLastIndex(pair => pair.Name == name);
        return index < 0 ? null : _sent[index].Value;
    }

    /// <summary>Returns all values of a parameter that may be repeated.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        _known[name] = true;
        return [.. _sent.Where(pair => pair.Name == name).Select(static pair => pair.Value)];
    }

    public bool? Boolean(string name) => Text(name) is not { } text ? null
        : bool.TryParse(text, out var value) && text.Trim() == text ? value
        : throw WireFaults.Parameter(name, text, "true or false");

    /// <summary>Returns a whole number from <paramref name="min"/> on; numbers above <paramref name="max"/> are read as it.</summary>
    public int? Number(string name, int min, int max)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        var accepted = $"a whole number from {min} on";
        if (!text.All(char.IsAsciiDigit))
        {
            throw WireFaults.Parameter(name, text, accepted);
        }

        var digits = text.TrimStart('0');
        var value = digits.Length == 0 ? 0 : int.TryParse(digits, out var parsed) ? parsed : int.MaxValue;
        return value < min ? throw WireFaults.Parameter(name, text, accepted) : Math.Min(value, max);
    }

    /// <summary>Returns an instant in milliseconds since 1970, from 0 on.</summary>
    public long? Milliseconds(string name) => Text(name) is not { } text ? null
        : text.All(char.IsAsciiDigit) && long.TryParse(text, out var milliseconds) ? milliseconds
        : throw WireFaults.Parameter(name, text, "a time in milliseconds since 1970, a whole number from 0 on");

    /// <summary>Returns the known parameters in the order sent, except the given ones: <c>&amp;name=value…</c>, percent-encoded.</summary>
    public string Repeat(params ReadOnlySpan<string> except)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < _sent.Count; i++)
        {
            var (name, value) = _sent[i];
            if (_known.TryGetValue(name, out var repeatable) && !except.Contains(name)
                && (repeatable || _sent.FindLastIndex(pair => pair.Name == name) == i))
            {
                text.Append('&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        return text.ToString();
    }
}
