using System.Net;
using System.Text;
using System.Text.Json;

namespace OrleansSegmentation.Rest.Tests.Hosting;

/// <summary>An answer, read whole.</summary>
public sealed record ApiResponse(
    HttpStatusCode StatusCode, IReadOnlyDictionary<string, string> Headers, string? ContentType, byte[] Body)
{
    public int Status => (int)StatusCode;

    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>Gets the code of the first item of a service error.</summary>
    public string Code => Errors()[0].GetProperty("code").GetString()!;

    /// <summary>Gets the field of the first item of a service error, or null.</summary>
    public string? Field => Errors()[0].TryGetProperty("field", out var name) ? name.GetString() : null;

    /// <summary>Gets the message of the first item of a service error.</summary>
    public string Message => Errors()[0].GetProperty("message").GetString()!;

    public IReadOnlyList<JsonElement> Errors()
    {
        var json = Json;
        Assert.Equal(Status, json.GetProperty("status").GetInt32());
        var only = Assert.Single(json.GetProperty("errors").EnumerateObject());
        Assert.Equal(Status.ToString(provider: null), only.Name);
        var items = only.Value.EnumerateArray().ToList();
        Assert.NotEmpty(items);
        Assert.Equal($"urn:orleansseg:error:{items[0].GetProperty("code").GetString()}", json.GetProperty("type").GetString());
        Assert.EndsWith($"-{Status}", items[0].GetProperty("code").GetString());
        Assert.NotEqual("", json.GetProperty("title").GetString());
        Assert.Equal(Headers["x-request-id"], json.GetProperty("requestId").GetString());
        return items;
    }

    public ApiResponse Expect(int status)
    {
        Assert.True(Status == status, $"Expected {status}, got {Status}: {Text}");
        return this;
    }

    public ApiResponse ExpectError(string code)
    {
        Assert.True(Text.Contains('"' + code + '"'), $"Expected {code}, got {Status}: {Text}");
        Assert.Equal(code, Code);
        Assert.Equal("application/json; charset=utf-8", ContentType);
        return this;
    }

    public ApiResponse ExpectGatewayError(int status, string code, string message)
    {
        Assert.Equal(status, Status);
        Assert.Equal($$"""{"error_code":"{{code}}","message":"{{message}}"}""", Text);
        Assert.Equal("application/json; charset=utf-8", ContentType);
        return this;
    }

    public static async Task<ApiResponse> ReadAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(static pair => pair.Key, static pair => string.Join(", ", pair.Value), StringComparer.OrdinalIgnoreCase);
        return new ApiResponse(
            response.StatusCode, headers, response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsByteArrayAsync());
    }
}
