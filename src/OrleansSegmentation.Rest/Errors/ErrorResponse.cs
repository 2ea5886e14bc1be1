using System.Globalization;
using Microsoft.AspNetCore.Http;
using OrleansSegmentation.Contracts.Access;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Rest.Hosting;

namespace OrleansSegmentation.Rest.Errors;

/// <summary>Writes the three error bodies.</summary>
internal static class ErrorResponse
{
    private const int DefaultRetryAfterSeconds = 5;

    private static readonly ContentTypeErrorModel WrongContentType = new(
        "/placeholder/type/uri", StatusCodes.Status400BadRequest, "BadRequestError", "A valid content-type must be specified");

    public static Task WriteAsync(HttpContext http, GatewayErrorModel error)
    {
        if (error.Status == StatusCodes.Status401Unauthorized)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return WriteAsync(http, error.Status, error, RestJson.Readable.GatewayErrorModel);
    }

    public static Task WriteContentTypeAsync(HttpContext http) =>
        WriteAsync(http, WrongContentType.Status, WrongContentType, RestJson.Readable.ContentTypeErrorModel);

    public static Task WriteAsync(HttpContext http, string requestId, ServiceFault fault)
    {
        var isTransient = fault.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable;
        if (isTransient)
        {
            http.Response.Headers.RetryAfter =
                (fault.RetryAfterSeconds ?? DefaultRetryAfterSeconds).ToString(CultureInfo.InvariantCulture);
        }

        var model = new ServiceErrorModel(
            requestId, $"urn:orleansseg:error:{fault.Items[0].Code}", fault.Title, fault.Status, fault.Detail,
            Keyed(fault.Status, fault.Items, isTransient));
        if (fault.Items[0].Code is ProfileFaults.UnknownCode or ProfileFaults.TooManyIdentitiesCode)
        {
            model = model with { Message = fault.Items[0].Message, StatusCode = fault.Status.ToString(CultureInfo.InvariantCulture) };
        }

        return WriteAsync(http, fault.Status, model, RestJson.Readable.ServiceErrorModel);
    }

    public static MissingItemModel Missing(string requestId, string code, string message) =>
        new(requestId, Keyed(ServiceFault.StatusOf(code), [new FaultItem(code, message)], isTransient: false));

    private static Dictionary<string, IReadOnlyList<ErrorItemModel>> Keyed(
        int status, IReadOnlyList<FaultItem> items, bool isTransient) =>
        new()
        {
            [status.ToString(CultureInfo.InvariantCulture)] =
            [
                .. items.Select(item => new ErrorItemModel(
                    item.Code, item.Field, item.Message, item.Location, isTransient ? true : null)),
            ],
        };

    private static async Task WriteAsync<T>(
        HttpContext http, int status, T model, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        if (http.Response.HasStarted)
        {
            http.Abort(); // half an answer must not look like a whole one
            return;
        }

        await http.WriteJsonAsync(status, model, type);
    }
}
