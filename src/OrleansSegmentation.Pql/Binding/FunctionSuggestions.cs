using OrleansSegmentation.Pql.Diagnostics;

namespace OrleansSegmentation.Pql.Binding;

/// <summary>Finds the function a misspelt name was meant to be.</summary>
internal static class FunctionSuggestions
{
    /// <summary>Returns the nearest name of the catalog, or null when none is near.</summary>
    public static string? Nearest(string name, IFunctionCatalog catalog) =>
        NearestName.Find(name, catalog.Functions.Select(static function => function.Name).Where(static candidate => !FunctionNames.IsOperator(candidate)));
}
