using System.Net.Http.Headers;
using System.Text;

namespace OrleansSegmentation.Rest.Tests.Hosting;

/// <summary>A caller with the usual headers.</summary>
public sealed class ApiClient : IDisposable
{
    public const string BasePath = "/data/core/ups";

    private readonly HttpClient _http;

    public ApiClient(Uri server, string organization, string sandbox = "prod")
    {
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server };
        Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Authorization"] = "Bearer dev",
            ["x-api-key"] = "dev",
            ["x-gw-ims-org-id"] = organization,
            ["x-sandbox-name"] = sandbox,
        };
    }

    /// <summary>Gets the headers of every request.</summary>
    public Dictionary<string, string> Headers { get; }

    public Task<ApiResponse> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<ApiResponse> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<ApiResponse> PostAsync(string path, string json, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, Content(json, "application/json"), headers);

    public Task<ApiResponse> PatchAsync(string path, string json) =>
        SendAsync(HttpMethod.Patch, path, Content(json, "application/json"));

    /// <summary>Sends a request; a path that starts with a tilde is relative to the base path.</summary>
    public async Task<ApiResponse> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('~') ? BasePath + path[1..] : path) { Content = content };
        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request);
        var answer = await ApiResponse.ReadAsync(response);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        Assert.NotEqual("", answer.Headers["x-request-id"]);
        return answer;
    }

    public static HttpContent Content(string text, string? contentType) => Content(Encoding.UTF8.GetBytes(text), contentType);

    public static HttpContent Content(byte[] bytes, string? contentType)
    {
        var content = new ByteArrayContent(bytes);
        if (contentType is not null)
        {
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        return content;
    }

    public void Dispose() => _http.Dispose();
}
