namespace OrleansSegmentation.Rest.Errors;

/// <summary>A request that the gateway checks (token, key, organisation, sandbox header) refuse.</summary>
internal sealed class GatewayRefusedException(string errorCode, string message) : Exception(message)
{
    public GatewayErrorModel Error { get; } = new(errorCode, message);
}
