using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Hosting;

namespace OrleansSegmentation.Rest.Bodies;

/// <summary>The answer to a bulk-get: 207 with one result per id.</summary>
internal static class BulkGetResponse
{
    /// <summary>Reads what exists and answers.</summary>
    /// <param name="call">The call.</param>
    /// <param name="readMany">Reads by id; null where there is nothing.</param>
    /// <param name="writeItem">Writes one found item.</param>
    /// <param name="missingCode">The code for an id that does not exist.</param>
    /// <param name="missingMessage">The sentence for such an id.</param>
    public static async Task AnswerAsync<T>(
        ApiCall call, Func<IReadOnlyList<Guid>, Task<IReadOnlyList<T?>>> readMany, Action<Utf8JsonWriter, T> writeItem, string missingCode,
        Func<string, string> missingMessage)
        where T : class
    {
        var sent = BulkGetBody.ReadIds(call.RequireBody(BulkGetBody.Accepted));
        var wanted = sent.Select(ResourceId.Parse).OfType<Guid>().Distinct().ToArray();
        var found = wanted.Length == 0 ? [] : await readMany(wanted);
        var byId = wanted.Zip(found).ToDictionary(static pair => pair.First, static pair => pair.Second);

        await call.Http.WriteJsonAsync(StatusCodes.Status207MultiStatus, sent, (writer, ids) =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("results"u8);
            foreach (var id in ids)
            {
                writer.WritePropertyName(id);
                if (ResourceId.Parse(id) is { } parsed && byId[parsed] is { } item)
                {
                    writeItem(writer, item);
                }
                else
                {
                    var missing = ErrorResponse.Missing(call.RequestId, missingCode, missingMessage(id));
                    JsonSerializer.Serialize(writer, missing, RestJson.Readable.MissingItemModel);
                }
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }
}
