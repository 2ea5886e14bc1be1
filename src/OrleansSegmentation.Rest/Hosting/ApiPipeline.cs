using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansSegmentation.Client;
using OrleansSegmentation.Rest.Auth;
using OrleansSegmentation.Rest.Bodies;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Sandboxes;

namespace OrleansSegmentation.Rest.Hosting;

/// <summary>Runs the checks that all operations share, in the order callers can rely on, then the operation, and writes every error.</summary>
internal sealed partial class ApiPipeline(
    CallerAuthenticator authenticator, SandboxResolver sandboxes, CrossOriginHeaders crossOrigin, IOptions<HttpOptions> options,
    ILogger<ApiPipeline> logger)
{
    private const int MaxPathSegmentLength = 128;

    public async Task InvokeAsync(HttpContext http)
    {
        var resource = http.GetEndpoint()!.Metadata.GetMetadata<Resource>()!;
        var requestId = RequestId.From(http.Request.Headers[RequestId.HeaderName].ToString().Trim());
        http.Response.Headers[RequestId.HeaderName] = requestId;
        http.Response.Headers.CacheControl = "no-store";
        crossOrigin.Apply(http, resource.Allow);
        try
        {
            await HandleAsync(new ApiCall(http, requestId), resource);
        }
        catch (GatewayRefusedException refusal)
        {
            await ErrorResponse.WriteAsync(http, refusal.Error);
        }
        catch (ContentTypeRefusedException)
        {
            await ErrorResponse.WriteContentTypeAsync(http);
        }
        catch (SegmentationException exception)
        {
            if (exception.InnerException is { } cause)
            {
                LogUnavailable(logger, cause, requestId);
            }

            await ErrorResponse.WriteAsync(http, requestId, exception.Fault);
        }
        catch (BadHttpRequestException exception)
        {
            await ErrorResponse.WriteAsync(http, requestId, WireFaults.BadRequest(exception).Fault);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            http.Abort(); // nobody is left to read an answer
        }
        catch (Exception exception)
        {
            LogUnexpected(logger, exception, requestId, http.Request.Method, http.Request.Path);
            await ErrorResponse.WriteAsync(http, requestId, WireFaults.Unexpected(requestId).Fault);
        }
    }

    private async Task HandleAsync(ApiCall call, Resource resource)
    {
        var http = call.Http;
        if (HttpMethods.IsOptions(http.Request.Method) && resource.Operations.Count > 0)
        {
            http.Response.Headers.Allow = resource.Allow;
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        if (resource.Headers == RequiredHeaders.Sender && !HttpMethods.IsOptions(http.Request.Method))
        {
            call.Sender = await authenticator.AuthenticateSenderAsync(http.Request);
        }
        else if (resource.Headers != RequiredHeaders.None && !HttpMethods.IsOptions(http.Request.Method))
        {
            var caller = call.Caller = await authenticator.AuthenticateAsync(http.Request);
            if (resource.Headers == RequiredHeaders.CallerAndSandbox)
            {
                call.Sandbox = sandboxes.Resolve(http.Request.Headers, caller);
            }
        }

        var operation = FindOperation(http, resource);
        ContentTypeRule.Check(http.Request, operation.Body);
        if (operation.Body is BodyRule.Json or BodyRule.JsonOfAnyType)
        {
            await ReadJsonAsync(call, operation);
        }

        await operation.Handle(call);
    }

    private static Operation FindOperation(HttpContext http, Resource resource)
    {
        var path = http.Request.Path.Value!;
        if (resource.Operations.Count == 0 || HasLongSegment(path))
        {
            throw WireFaults.UnknownPath(path);
        }

        if (resource.Find(http.Request.Method) is { } operation)
        {
            return operation;
        }

        http.Response.Headers.Allow = resource.Allow;
        throw WireFaults.MethodNotAllowed(http.Request.Method, resource.Allow);
    }

    private static bool HasLongSegment(string path) =>
        path.Length > MaxPathSegmentLength && path.Split('/').Any(static segment => segment.Length > MaxPathSegmentLength);

    private async Task ReadJsonAsync(ApiCall call, Operation operation)
    {
        var body = await BodyReader.ReadAsync(call.Http, options.Value.MaxBodyBytes);
        if (body.IsEmpty)
        {
            return;
        }

        var document = JsonBody.Parse(body, operation.MaxJsonDepth);
        call.Http.Response.RegisterForDispose(document);
        call.Body = document.RootElement;
    }

    [LoggerMessage(1, LogLevel.Error, "Request {RequestId} failed: {Method} {Path}")]
    private static partial void LogUnexpected(
        ILogger logger, Exception exception, string requestId, string method, PathString path);

    [LoggerMessage(2, LogLevel.Warning, "Request {RequestId} found the cluster or its storage unavailable")]
    private static partial void LogUnavailable(ILogger logger, Exception exception, string requestId);
}
