namespace OrleansSegmentation.Rest.Hosting;

/// <summary>One method of a resource.</summary>
/// <param name="Method">The HTTP method in upper case; GET answers HEAD as well.</param>
/// <param name="Name">What the operation is called in logs and documents.</param>
/// <param name="Handle">Runs after the checks of headers, path, content type and body.</param>
/// <param name="Body">What kind of body the operation takes.</param>
/// <param name="MaxJsonDepth">How deep its JSON may be nested.</param>
internal sealed record Operation(
    string Method, string Name, Func<ApiCall, Task> Handle, BodyRule Body = BodyRule.None,
    int MaxJsonDepth = Operation.DefaultJsonDepth)
{
    /// <summary>How deep the JSON of a request may be nested unless an operation says otherwise.</summary>
    public const int DefaultJsonDepth = 64;
}

/// <summary>What kind of body an operation takes.</summary>
internal enum BodyRule
{
    /// <summary>None: whatever comes is ignored.</summary>
    None,

    /// <summary>JSON with a JSON content type.</summary>
    Json,

    /// <summary>JSON with any content type or none.</summary>
    JsonOfAnyType,

    /// <summary>Records as NDJSON or as a JSON array; read by the operation itself.</summary>
    Records,

    /// <summary>A form; read by the operation itself.</summary>
    Form,
}
