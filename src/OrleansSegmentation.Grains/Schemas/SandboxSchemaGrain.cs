using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Pql;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Schemas;

namespace OrleansSegmentation.Grains.Schemas;

/// <inheritdoc cref="ISandboxSchemaGrain" />
[Reentrant]
internal sealed partial class SandboxSchemaGrain(EvaluationPool pool, ILogger<SandboxSchemaGrain> logger) : Grain, ISandboxSchemaGrain
{
    private const int MaxSchemaDepth = 512;

    private long _epoch;
    private Task<ProfileSchema?>? _schema;

    public async Task<IReadOnlyList<string>> CheckAsync(
        ExpressionDocument expression, int partitionCount, long dataEpoch, CancellationToken cancellationToken)
    {
        // Attributes come with data and hardly ever go, so what an older schema accepts is fine: only a complaint needs the newest.
        if (_epoch < dataEpoch && _schema is { IsCompletedSuccessfully: true, Result: { } known }
            && (await CheckAsync(expression, known, cancellationToken)).Count == 0) return [];
        return await GetSchemaAsync(partitionCount, dataEpoch).WaitAsync(cancellationToken) is { } schema
            ? await CheckAsync(expression, schema, cancellationToken)
            : [];
    }

    private Task<IReadOnlyList<string>> CheckAsync(ExpressionDocument expression, ProfileSchema schema, CancellationToken cancellationToken) =>
        pool.RunAsync(this, () => Check(expression, schema), cancellationToken);

    // One look-up per epoch that changed data, shared by all who wait for it; so no caller's token may end it.
    private Task<ProfileSchema?> GetSchemaAsync(int partitionCount, long dataEpoch)
    {
        if (_schema is null || _schema.IsFaulted || _schema.IsCanceled || _epoch < dataEpoch)
        {
            _epoch = dataEpoch;
            _schema = ReadSchemaAsync(partitionCount, dataEpoch);
        }

        return _schema;
    }

    private async Task<ProfileSchema?> ReadSchemaAsync(int partitionCount, long dataEpoch)
    {
        var sandboxId = this.GetPrimaryKey();
        try
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, partitionCount).Select(partition =>
                GrainFactory.GetGrain<IProfilePartitionGrain>($"{sandboxId}/{partition}").GetSchemaAsync(dataEpoch, CancellationToken.None)));
            return await pool.RunAsync(this, () => Unite(answers), CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogNotInferred(logger, exception, sandboxId); // whoever asks does without it and says nothing
            throw;
        }
    }

    private static ProfileSchema? Unite(IReadOnlyList<AttributeShape>[] partitions)
    {
        var shape = new DataShape();
        foreach (var partition in partitions) shape.Add(DataShape.Decode(partition));
        if (shape.Kinds != AttributeKinds.Object) return null; // no profiles, or too many attributes to tell which are meant

        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json)) shape.WriteJsonSchema(writer);
        using var document = JsonDocument.Parse(json.WrittenMemory, new JsonDocumentOptions { MaxDepth = MaxSchemaDepth });
        return ProfileSchema.FromJson(document.RootElement);
    }

    private static IReadOnlyList<string> Check(ExpressionDocument expression, ProfileSchema schema)
    {
        var format = ExpressionDiagnostics.FormatOf(expression);
        var alone = PqlCompiler.Compile(format, expression.Value, FunctionCatalog.Default).Diagnostics;
        var bound = PqlCompiler.Compile(format, expression.Value, FunctionCatalog.Default, schema, PqlSeverity.Warning).Diagnostics;
        return [.. bound.Select(ExpressionDiagnostics.TextOf).Except(alone.Select(ExpressionDiagnostics.TextOf), StringComparer.Ordinal)];
    }

    [LoggerMessage(LogLevel.Warning, "The schema of sandbox {SandboxId} could not be inferred from its data.")]
    private static partial void LogNotInferred(ILogger logger, Exception exception, Guid sandboxId);
}
