using System.Text.Json;

namespace OrleansSegmentation.Evaluation.Tests.Differential;

/// <summary>Seeded profiles as JSON: nulls, missing fields, empty lists, and, for a share of the values, anything at all.</summary>
/// <param name="random">The source of choices.</param>
/// <param name="wildShare">How many of the values have a type of their own choice, 0 to 1.</param>
internal sealed class RandomProfiles(Random random, double wildShare)
{
    public byte[] Next()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            WriteFields(writer, Shape.Profile, 0);
            WriteMembership(writer);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private void WriteFields(Utf8JsonWriter writer, Shape shape, int depth)
    {
        foreach (var (name, field) in shape.Fields)
        {
            if (random.Chance(0.15)) continue;
            writer.WritePropertyName(name);
            WriteValue(writer, field, depth + 1);
        }
    }

    private void WriteValue(Utf8JsonWriter writer, Shape shape, int depth)
    {
        if (random.Chance(0.06)) writer.WriteNullValue();
        else if (random.Chance(wildShare)) WriteAnything(writer, depth);
        else WriteUsual(writer, shape, depth);
    }

    private void WriteUsual(Utf8JsonWriter writer, Shape shape, int depth)
    {
        switch (shape.Kind)
        {
            case ShapeKind.Text:
                writer.WriteStringValue(random.NextText());
                break;
            case ShapeKind.Integer:
                writer.WriteNumberValue(random.NextInteger());
                break;
            case ShapeKind.Number when random.Chance(0.4):
                writer.WriteNumberValue(random.NextInteger());
                break;
            case ShapeKind.Number:
                writer.WriteNumberValue(random.NextNumber());
                break;
            case ShapeKind.Boolean:
                writer.WriteBooleanValue(random.Chance(0.5));
                break;
            case ShapeKind.Time:
                writer.WriteStringValue(random.NextTime(anySpelling: random.Chance(wildShare)));
                break;
            case ShapeKind.Object:
                writer.WriteStartObject();
                WriteFields(writer, shape, depth);
                writer.WriteEndObject();
                break;
            case ShapeKind.Map:
                writer.WriteStartObject();
                foreach (var key in Shape.MapKeys)
                {
                    if (random.Chance(0.5)) continue;
                    writer.WritePropertyName(key);
                    WriteUsual(writer, shape.Items!, depth + 1);
                }

                writer.WriteEndObject();
                break;
            case ShapeKind.List:
                writer.WriteStartArray();
                for (var count = random.Pick<int>([0, 1, 1, 2, 3, 5]); count > 0; count--) WriteValue(writer, shape.Items!, depth + 1);
                writer.WriteEndArray();
                break;
            default:
                WriteAnything(writer, depth);
                break;
        }
    }

    private void WriteAnything(Utf8JsonWriter writer, int depth)
    {
        switch (random.Next(depth > 6 ? 6 : 9))
        {
            case 0:
                writer.WriteNullValue();
                break;
            case 1:
                WriteUsual(writer, Shape.Integer, depth);
                break;
            case 2:
                WriteUsual(writer, Shape.Number, depth);
                break;
            case 3:
                WriteUsual(writer, Shape.Boolean, depth);
                break;
            case 4:
                WriteUsual(writer, Shape.Text, depth);
                break;
            case 5:
                writer.WriteStringValue(random.NextTime(anySpelling: true));
                break;
            case 6:
                writer.WriteStartArray();
                for (var count = random.Next(4); count > 0; count--) WriteAnything(writer, depth + 1);
                writer.WriteEndArray();
                break;
            case 7:
                WriteUsual(writer, random.Pick<Shape>([Shape.Item, Shape.Order, Shape.Event]), depth);
                break;
            default:
                WriteUsual(writer, Shape.List(Shape.Item), depth);
                break;
        }
    }

    private void WriteMembership(Utf8JsonWriter writer)
    {
        if (random.Chance(0.5)) return;
        writer.WriteStartObject("segmentMembership");
        writer.WriteStartObject("ups");
        writer.WriteStartObject("stored");
        writer.WriteString("status", random.Pick<string>(["realized", "existing", "exited"]));
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
