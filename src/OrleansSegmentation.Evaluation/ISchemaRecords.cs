using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation;

/// <summary>The records of other schemas, for steps over a relationship.</summary>
public interface ISchemaRecords
{
    /// <summary>Finds a record by the primary identity of its schema, or returns null.</summary>
    PqlValue Find(string schema, string key);

    /// <summary>Gets all records of a schema; empty for an unknown one.</summary>
    IReadOnlyList<PqlValue> GetAll(string schema);
}
