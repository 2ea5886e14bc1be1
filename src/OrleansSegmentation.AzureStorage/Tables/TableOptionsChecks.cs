using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace OrleansSegmentation.AzureStorage.Tables;

/// <summary>Checks options that name a table, at start.</summary>
internal static partial class TableOptionsChecks
{
    public static void RequireTable<T>(this OptionsBuilder<T> options, Func<T, (TableServiceClient? Client, string Name)> table)
        where T : class => options
        .Validate(value => table(value).Client is not null, $"{typeof(T).Name}.TableServiceClient is missing: set it to a client of the storage account.")
        .Validate(
            value => table(value).Name is { } name && TableName().IsMatch(name),
            $"{typeof(T).Name}.TableName must have 3 to 63 letters and digits and start with a letter.")
        .ValidateOnStart();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,62}$")]
    private static partial Regex TableName();
}
