using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Contracts.Listing;

/// <summary>Shapes of the objects that several kinds of documents embed.</summary>
internal static class DocumentShapes
{
    public static DocumentShape Sandbox { get; } = new ObjectShape<SandboxReference>()
        .Uuid("sandboxId", sandbox => sandbox.SandboxId)
        .Text("sandboxName", sandbox => sandbox.SandboxName)
        .Text("type", sandbox => sandbox.Type)
        .Flag("default", sandbox => sandbox.Default);

    public static DocumentShape Schema { get; } = new ObjectShape<SchemaReference>().Text("name", schema => schema.Name);

    public static DocumentShape Expression { get; } = new ObjectShape<ExpressionDocument>()
        .Text("type", expression => expression.Type)
        .Text("format", expression => expression.Format)
        .Text("value", expression => expression.Value);
}
