using System.Text.Json;
using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Rest.Definitions;

/// <summary>Writes a definition. By hand, because <c>dataGovernancePolicy</c> is JSON that is kept and echoed as text.</summary>
internal static class DefinitionWriter
{
    public static void Write(Utf8JsonWriter writer, SegmentDefinitionDocument definition)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, definition.Id);
        writer.WriteStartObject("schema"u8);
        writer.WriteString("name"u8, definition.Schema.Name);
        writer.WriteEndObject();
        writer.WriteString("profileInstanceId"u8, definition.ProfileInstanceId);
        writer.WriteString("imsOrgId"u8, definition.ImsOrgId);
        WriteSandbox(writer, definition.Sandbox);
        writer.WriteString("name"u8, definition.Name);
        writer.WriteString("description"u8, definition.Description);
        WriteExpression(writer, definition.Expression);
        writer.WriteString("mergePolicyId"u8, definition.MergePolicyId);
        writer.WriteStartObject("evaluationInfo"u8);
        WriteSwitch(writer, "batch"u8, definition.EvaluationInfo.Batch);
        WriteSwitch(writer, "continuous"u8, definition.EvaluationInfo.Continuous);
        WriteSwitch(writer, "synchronous"u8, definition.EvaluationInfo.Synchronous);
        writer.WriteEndObject();
        writer.WritePropertyName("dataGovernancePolicy"u8);
        writer.WriteRawValue(definition.DataGovernancePolicyJson);
        if (definition.TtlInDays is { } ttl)
        {
            writer.WriteNumber("ttlInDays"u8, ttl);
        }

        if (definition.PayloadSchema is { } payloadSchema)
        {
            writer.WriteString("payloadSchema"u8, payloadSchema);
        }

        WriteIds(writer, "dependencies"u8, definition.Dependencies);
        WriteIds(writer, "dependents"u8, definition.Dependents);
        writer.WriteNumber("creationTime"u8, definition.CreationTime);
        writer.WriteNumber("baselineTime"u8, definition.BaselineTime);
        writer.WriteNumber("updateEpoch"u8, definition.UpdateEpoch);
        writer.WriteNumber("updateTime"u8, definition.UpdateTime);
        writer.WriteEndObject();
    }

    public static void WriteExpression(Utf8JsonWriter writer, ExpressionDocument expression)
    {
        writer.WriteStartObject("expression"u8);
        writer.WriteString("type"u8, expression.Type);
        writer.WriteString("format"u8, expression.Format);
        writer.WriteString("value"u8, expression.Value);
        writer.WriteEndObject();
    }

    public static void WriteSandbox(Utf8JsonWriter writer, SandboxReference sandbox)
    {
        writer.WriteStartObject("sandbox"u8);
        writer.WriteString("sandboxId"u8, sandbox.SandboxId);
        writer.WriteString("sandboxName"u8, sandbox.SandboxName);
        writer.WriteString("type"u8, sandbox.Type);
        writer.WriteBoolean("default"u8, sandbox.Default);
        writer.WriteEndObject();
    }

    private static void WriteSwitch(Utf8JsonWriter writer, ReadOnlySpan<byte> name, EvaluationSwitch value)
    {
        writer.WriteStartObject(name);
        writer.WriteBoolean("enabled"u8, value.Enabled);
        writer.WriteEndObject();
    }

    private static void WriteIds(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<Guid> ids)
    {
        writer.WriteStartArray(name);
        foreach (var id in ids)
        {
            writer.WriteStringValue(id);
        }

        writer.WriteEndArray();
    }
}
