using Microsoft.AspNetCore.Http;

namespace OrleansSegmentation.Rest.Hosting;

/// <summary>One path pattern with its methods; kept as metadata of its endpoint. No operations: an unknown path.</summary>
/// <param name="Pattern">The route pattern.</param>
/// <param name="Headers">Which headers a request needs.</param>
/// <param name="Operations">The methods.</param>
internal sealed record Resource(string Pattern, RequiredHeaders Headers, IReadOnlyList<Operation> Operations)
{
    /// <summary>Gets the value of the <c>Allow</c> header.</summary>
    public string Allow { get; } = string.Join(", ", AllowedMethods(Operations));

    /// <summary>Returns the operation for a method, or null.</summary>
    public Operation? Find(string method)
    {
        var wanted = HttpMethods.IsHead(method) ? HttpMethods.Get : method;
        return Operations.FirstOrDefault(operation => HttpMethods.Equals(operation.Method, wanted));
    }

    private static IEnumerable<string> AllowedMethods(IReadOnlyList<Operation> operations)
    {
        foreach (var operation in operations)
        {
            yield return operation.Method;
            if (HttpMethods.IsGet(operation.Method))
            {
                yield return HttpMethods.Head;
            }
        }

        yield return HttpMethods.Options;
    }
}

/// <summary>Which headers a request needs.</summary>
internal enum RequiredHeaders
{
    /// <summary>None.</summary>
    None,

    /// <summary>A token, unless the settings let anybody send; the messages themselves may name the organisation.</summary>
    Sender,

    /// <summary>Token, API key and organisation.</summary>
    Caller,

    /// <summary>Token, API key, organisation and sandbox.</summary>
    CallerAndSandbox,
}
