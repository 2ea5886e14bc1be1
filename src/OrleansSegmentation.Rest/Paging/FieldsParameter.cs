using OrleansSegmentation.Rest.Errors;

namespace OrleansSegmentation.Rest.Paging;

/// <summary>The parameter <c>fields</c>: dotted paths with commas between them.</summary>
internal static class FieldsParameter
{
    private const string Name = "fields";

    /// <summary>Returns the paths; null when the parameter is absent.</summary>
    public static IReadOnlyList<string>? Read(QueryParameters query)
    {
        if (query.Text(Name) is not { } text)
        {
            return null;
        }

        var paths = text.Split(',', StringSplitOptions.TrimEntries);
        return paths.All(IsPath)
            ? paths
            : throw WireFaults.Parameter(Name, text, "dotted paths with commas between them, such as workAddress.country,identities");
    }

    /// <summary>Tells whether a text is a dotted path.</summary>
    public static bool IsPath(string text) => text.Split('.').All(static name => name.Length > 0);
}
