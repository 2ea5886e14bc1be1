using System.Text.Json;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Listing;

namespace OrleansSegmentation.Grains.Tests.Listing;

public sealed class DocumentShapeTests
{
    [Fact]
    public void JobShape_EveryPathOfTheJson_ReadsTheSameText()
    {
        var job = Samples.Job();
        var json = JsonSerializer.SerializeToElement(job, SegmentJobJson.Default.SegmentJobDocument);
        var seen = 0;
        CheckObject(json, [], JobDocumentPaths.Paths.Shape, job, ref seen);
        Assert.True(seen > 50, $"only {seen} scalars were compared");
    }

    [Fact]
    public void SortablePaths_OfAJob_AllLeadToScalars() =>
        Assert.All(JobDocumentPaths.Paths.Sortable, path => Assert.True(DocumentPath.Resolve(JobDocumentPaths.Paths.Shape, path.Split('.'))!.Shape.IsScalar));

    private static void CheckObject(JsonElement json, string[] path, DocumentShape root, object document, ref int seen)
    {
        foreach (var property in json.EnumerateObject()) CheckValue(property.Value, [.. path, property.Name], root, document, ref seen);
    }

    private static void CheckValue(JsonElement json, string[] path, DocumentShape root, object document, ref int seen)
    {
        var text = string.Join('.', path);
        var resolved = DocumentPath.Resolve(root, path);
        Assert.True(resolved is not null, $"{text} is not known");
        var value = resolved.Read(document);
        Assert.True(value is not null, $"{text} is absent");
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(json, path, root, document, ref seen);
                break;
            case JsonValueKind.Array:
                var elements = resolved.Shape.Elements(value).ToList();
                Assert.Equal(json.GetArrayLength(), elements.Count);
                for (var i = 0; i < elements.Count; i++) CheckObject(json[i], [], resolved.Shape.Element!, elements[i], ref seen);
                break;
            default:
                Assert.Equal(json.ValueKind == JsonValueKind.String ? json.GetString() : json.GetRawText(), DocumentShape.CanonicalText(value));
                seen++;
                break;
        }
    }
}
