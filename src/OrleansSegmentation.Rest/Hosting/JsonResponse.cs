using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace OrleansSegmentation.Rest.Hosting;

/// <summary>Writes JSON answers: whole, with their length, in UTF-8.</summary>
internal static class JsonResponse
{
    public const string ContentType = "application/json; charset=utf-8";

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // served as JSON, never inside HTML
        SkipValidation = true,
    };

    public static Task WriteJsonAsync<T>(this HttpContext http, int status, T value, JsonTypeInfo<T> type) =>
        http.WriteJsonAsync(status, (value, type), static (writer, state) => JsonSerializer.Serialize(writer, state.value, state.type));

    public static async Task WriteJsonAsync<TState>(
        this HttpContext http, int status, TState state, Action<Utf8JsonWriter, TState> write)
    {
        using var buffer = new PooledBuffer();
        await using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            write(writer, state);
        }

        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.ContentLength = buffer.WrittenMemory.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.Body.WriteAsync(buffer.WrittenMemory, http.RequestAborted);
        }
    }
}
