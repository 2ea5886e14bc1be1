using System.Text;
using System.Text.Json;
using CsCheck;
using OrleansSegmentation.Cli.Import.Sources;

namespace OrleansSegmentation.Cli.Tests.Import.Sources;

/// <summary>However a file is cut, and wherever reading starts again, nothing is lost, doubled or changed.</summary>
public sealed class ChunkingTests
{
    private static readonly Gen<string> Json = Gen.Recursive<string>((depth, inner) => depth > 3
        ? Gen.Const("1")
        : Gen.OneOf(
            Gen.OneOf("1", "-2.5e3", "true", "null", "\"\"", "\"a \\\" ] } \\\\\"", "\"é,[{\"", "[]", "{}"),
            inner.Array[0, 3].Select(static items => $"[{string.Join(" ,\n", items)}]"),
            inner.Array[0, 3].Select(static items => $"{{{string.Join(',', items.Select(static (item, index) => $"\"k{index}\" :\t{item}"))}}}")));

    private static readonly Gen<string> Blank = Gen.OneOf("", " ", "\n", "\r\n\t", "\n\n");

    private static readonly Gen<string> Array = Gen.Select(Gen.Select(Json, Blank, Blank).Array[0, 12], Blank, static (elements, blank) =>
        $"{blank}[{blank}{string.Join(',', elements.Select(static element => element.Item2 + element.Item1 + element.Item3))}]{blank}");

    private static readonly Gen<string> Lines = Gen.Select(
        Gen.OneOf("", "{}", "{\"a\":\"é\"}", new string('x', 90), "\r").Array[0, 30], Gen.Bool, static (lines, ends) => string.Join('\n', lines) + (ends ? "\n" : ""));

    [Fact]
    public void Array_CutAnywhere_GivesItsElementsWithTheirPlaces() => Gen.Select(Array, Gen.Int[1, 60]).Sample((text, target) =>
    {
        var chunks = Read(bytes => new JsonArraySource(bytes.Input, bytes.Start), text, target);

        using var document = JsonDocument.Parse(text);
        var expected = document.RootElement.EnumerateArray().Select(static element => JsonSerializer.Serialize(element));
        var found = chunks.SelectMany(static chunk => chunk.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(static line => JsonSerializer.Serialize(JsonDocument.Parse(line).RootElement));
        Assert.Equal(expected, found);
        Assert.Equal(Enumerable.Range(1, document.RootElement.GetArrayLength()).Select(static row => (long?)row), chunks.SelectMany(static chunk => chunk.Places).Select(static place => place.Row));
        AssertResumes(bytes => new JsonArraySource(bytes.Input, bytes.Start), text, target, chunks);
    });

    [Fact]
    public void Lines_CutAnywhere_AreTheFile() => Gen.Select(Lines, Gen.Int[1, 60]).Sample((text, target) =>
    {
        var chunks = Read(static bytes => new NdjsonSource(bytes.Input), text, target);

        Assert.Equal(text, string.Concat(chunks.Select(static chunk => chunk.Body)));
        var line = 0L;
        foreach (var chunk in chunks)
        {
            Assert.Equal((line, line + 1), (chunk.Start.Lines, chunk.First.Line));
            line = chunk.End.Lines;
        }

        AssertResumes(static bytes => new NdjsonSource(bytes.Input), text, target, chunks);
    });

    [Theory]
    [InlineData("""[{"a":1},{"a":""", "ends at byte 14 within element 2, which starts on line 1", 1)]
    [InlineData("""[{"a":1}""", "where the JSON array needs , or ]: it was cut off. 1 elements were read", 1)]
    [InlineData("[{\"a\":1}\n{\"a\":2}]", "Line 2, byte 10: found '{' where the JSON array needs , or ]", 1)]
    [InlineData("""[{"a":1},]""", "found ']' where the JSON array needs an element", 1)]
    [InlineData("""[{"a":1}] x""", "found 'x' where the JSON array needs its end", 1)]
    [InlineData("""{"a":1}""", "found '{' where the JSON array needs [", 0)]
    public async Task Array_Malformed_IsSentUpToTheDamageAndNamesIt(string text, string message, int elements)
    {
        using var input = new InputStream(new MemoryStream(Encoding.UTF8.GetBytes(text)), isCompressed: false);
        var chunk = new Chunk(1000);
        chunk.Begin(0, default);

        var exception = await Assert.ThrowsAsync<SourceFailedException>(async () => await new JsonArraySource(input, default).FillAsync(chunk, CancellationToken.None));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal(elements, chunk.Body.Span.Count((byte)'\n'));
    }

    [Fact]
    public async Task Lines_OneLongerThanARecordMayBe_IsRefusedAndTheOthersGo()
    {
        var text = $"{{\"a\":1}}\n{new string('x', Chunk.MaxRecordBytes + 1)}\n{{\"a\":2}}\n";
        using var input = new InputStream(new MemoryStream(Encoding.UTF8.GetBytes(text)), isCompressed: false);
        var source = new NdjsonSource(input);
        var chunk = new Chunk(1 << 20);
        var (bodies, rejections, position) = (new List<string>(), new List<RecordRejection>(), default(SourcePosition));
        while (true)
        {
            chunk.Begin(0, position);
            if (!await source.FillAsync(chunk, CancellationToken.None)) break;
            bodies.Add(Encoding.UTF8.GetString(chunk.Body.Span));
            rejections.AddRange(chunk.Rejections);
            position = chunk.End;
        }

        Assert.Equal("{\"a\":1}\n{\"a\":2}\n", string.Concat(bodies));
        Assert.Equal(2, Assert.Single(rejections).Place.Line);
        Assert.Equal(new SourcePosition(text.Length, 3, 0), position);
    }

    private static void AssertResumes(Func<(InputStream Input, SourcePosition Start), IRecordSource> open, string text, int target, List<Piece> chunks)
    {
        for (var i = 0; i < chunks.Count; i++)
            Assert.Equal(chunks.Skip(i).Select(static chunk => (chunk.Body, chunk.End)), Read(open, text, target, chunks[i].Start).Select(static chunk => (chunk.Body, chunk.End)));
    }

    private static List<Piece> Read(Func<(InputStream Input, SourcePosition Start), IRecordSource> open, string text, int target, SourcePosition position = default)
    {
        var stream = new MemoryStream(Encoding.UTF8.GetBytes(text)) { Position = position.Offset };
        using var input = new InputStream(stream, isCompressed: false);
        var source = open((input, position));
        var chunk = new Chunk(target);
        var pieces = new List<Piece>();
        while (true)
        {
            chunk.Begin(pieces.Count, position);
            if (!source.FillAsync(chunk, CancellationToken.None).AsTask().GetAwaiter().GetResult()) return pieces;
            var body = Encoding.UTF8.GetString(chunk.Body.Span);
            pieces.Add(new Piece(body, chunk.Start, chunk.End, chunk.PlaceOf(1), [.. Enumerable.Range(1, body.Count(static c => c == '\n')).Select(line => chunk.PlaceOf(line))]));
            position = chunk.End;
        }
    }

    private sealed record Piece(string Body, SourcePosition Start, SourcePosition End, RecordPlace First, List<RecordPlace> Places);
}
