namespace OrleansSegmentation.Pql.Schemas;

/// <summary>The types of the variables visible at a place. Immutable.</summary>
internal sealed class SchemaScope(SchemaScope? outer, string name, SchemaType type)
{
    public SchemaScope With(string inner, SchemaType innerType) => new(this, inner, innerType);

    public SchemaType Find(string variable) => name == variable ? type : outer?.Find(variable) ?? SchemaType.Any;
}
