using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansSegmentation.Evaluation.Explain;
using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Evaluation.Tests.Examples;
using OrleansSegmentation.Pql;

namespace OrleansSegmentation.Evaluation.Tests.Explain;

/// <summary>
/// Each <c>.pql</c> of the folder explained for the sample profile, as text and as JSON. <c>UPDATE_BASELINES=1</c> writes the files anew,
/// to be read before they are kept.
/// </summary>
public sealed class ExplanationBaselineTests
{
    private static readonly string Folder = Path.Combine(RepositoryFolder.Root, "tests", "OrleansSegmentation.Evaluation.Tests", "Explain", "Baselines");
    private static readonly bool IsUpdating = Environment.GetEnvironmentVariable("UPDATE_BASELINES") == "1";

    public static TheoryData<string> Names =>
        new(Directory.GetFiles(Folder, "*.pql").Select(static file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Explain_ExpressionOnSampleProfile_IsTheBaseline(string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder, $"{name}.pql")).TrimEnd();
        var compilation = PqlCompiler.CompileText(text, FunctionCatalog.Default);
        Assert.True(compilation.IsValid, string.Join("; ", compilation.Diagnostics));

        var explanation = ProfileExplainer.Explain(
            compilation.Query!.Root, text, SampleProfile.FromJson, new EvaluationContext(SampleProfile.NowMs));

        using var shown = new StringWriter { NewLine = "\n" };
        ExplanationTextWriter.Write(shown, explanation);
        Compare($"{name}.explanation.txt", shown.ToString());
        Compare($"{name}.explanation.json", ToJson(explanation));
    }

    internal static string ToJson(ProfileExplanation explanation)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            ExplanationJsonWriter.Write(writer, explanation);
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void Compare(string file, string actual)
    {
        var path = Path.Combine(Folder, file);
        if (IsUpdating) File.WriteAllText(path, actual);
        Assert.True(File.Exists(path), $"There is no baseline {file}; UPDATE_BASELINES=1 writes it.");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
