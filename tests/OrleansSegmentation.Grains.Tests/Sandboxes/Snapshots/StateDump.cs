using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using OrleansSegmentation.Grains.Jobs;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.Tests.Sandboxes.Snapshots;

/// <summary>Every field of a state as text, found by reflection, so that one that is added later is compared too.</summary>
internal static class StateDump
{
    // What only saves work or memory: a document built before, and a list that the next job may share.
    private static readonly HashSet<string> Left = [$"<{nameof(JobRecord.Document)}>k__BackingField", "<LastSegments>k__BackingField"];

    public static string Of(SandboxState state) => Describe(state, 0);

    private static string Describe(object? value, int depth)
    {
        if (value is null) return "null";
        if (depth > 24) throw new InvalidOperationException($"{value.GetType()} is nested too deep.");
        var type = value.GetType();
        if (value is string text) return $"'{text}'";
        if (type.IsPrimitive || type.IsEnum || value is Guid or DateTimeOffset) return value.ToString()!;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(RecentEntries<,>))
            return Describe(type.GetProperty("OldestFirst")!.GetValue(value), depth + 1);
        if (value is IEnumerable items) return Describe(items, type, depth);

        var described = new StringBuilder(type.Name).Append('{');
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(field => !Left.Contains(field.Name)))
            described.Append(field.Name).Append('=').Append(Describe(field.GetValue(value), depth + 1)).Append('\n');
        return described.Append('}').ToString();
    }

    // The order of a map says nothing; that of a list does.
    private static string Describe(IEnumerable items, Type type, int depth)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) && (bool)type.GetProperty("IsDefault")!.GetValue(items)!) return "default";
        var described = items.Cast<object?>().Select(item => Describe(item, depth + 1));
        var isMap = items is IDictionary || type.GetInterfaces().Any(static candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>));
        return $"[{string.Join(',', isMap ? described.Order(StringComparer.Ordinal) : described)}]";
    }
}
