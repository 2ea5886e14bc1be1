namespace OrleansSegmentation.Evaluation.Tests.Differential;

/// <summary>What the values at a place of the generated profiles usually are.</summary>
internal enum ShapeKind
{
    Text,
    Integer,
    Number,
    Boolean,
    Time,
    Anything,
    Object,
    Map,
    List,
}

/// <summary>The usual shape of a value: the generator of profiles and the generator of expressions agree on it, most of the time.</summary>
/// <param name="Kind">What the value is.</param>
/// <param name="Fields">The fields of an object.</param>
/// <param name="Items">The items of a list, or the values of a map.</param>
internal sealed record Shape(ShapeKind Kind, IReadOnlyList<(string Name, Shape Shape)> Fields, Shape? Items = null)
{
    public static readonly Shape Text = new(ShapeKind.Text, []);
    public static readonly Shape Integer = new(ShapeKind.Integer, []);
    public static readonly Shape Number = new(ShapeKind.Number, []);
    public static readonly Shape Boolean = new(ShapeKind.Boolean, []);
    public static readonly Shape Time = new(ShapeKind.Time, []);
    public static readonly Shape Anything = new(ShapeKind.Anything, []);

    public static readonly Shape Item = Object(("SKU", Text), ("qty", Integer), ("price", Number), ("flex", Anything));

    public static readonly Shape Order = Object(
        ("id", Text), ("storeId", Text), ("total", Number), ("paid", Boolean), ("placed", Time), ("items", List(Item)), ("labels", List(Text)),
        ("flex", Anything));

    public static readonly Shape Event = Object(
        ("_id", Text), ("eventType", Text), ("timestamp", Time), ("page", Text), ("amount", Number), ("sku", Text), ("items", List(Item)),
        ("flex", Anything), ("details", Object(("code", Text), ("n", Integer))));

    public static readonly Shape Profile = Object(
        ("person", Object(("name", Object(("firstName", Text), ("lastName", Text))), ("birthDate", Time), ("gender", Text))),
        ("homeAddress", Object(("city", Text), ("countryCode", Text))), ("workAddress", Object(("city", Text), ("countryCode", Text))),
        ("points", Integer), ("ratio", Number), ("active", Boolean), ("joined", Time), ("flex", Anything), ("tags", List(Text)),
        ("scores", List(Number)), ("anyList", List(Anything)), ("flags", List(Boolean)), ("days", List(Time)), ("counters", Map(Integer)),
        ("info", Map(Object(("status", Text), ("n", Integer)))), ("orders", List(Order)), ("xEvent", List(Event)));

    /// <summary>The keys of generated maps.</summary>
    public static readonly IReadOnlyList<string> MapKeys = ["k1", "k2", "k3", "ключ"];

    public static Shape Object(params (string Name, Shape Shape)[] fields) => new(ShapeKind.Object, fields);

    public static Shape List(Shape items) => new(ShapeKind.List, [], items);

    public static Shape Map(Shape values) => new(ShapeKind.Map, [], values);
}
