namespace OrleansSegmentation.Rest.Collection;

/// <summary>How streaming messages are taken. Settings: <c>Segmentation:Collection</c>.</summary>
public sealed class CollectionOptions
{
    /// <summary>Gets or sets a value indicating whether senders need a token.</summary>
    /// <value>Default: true. False lets anybody who reaches the server send messages to any organisation it knows.</value>
    public bool RequireAuth { get; set; } = true;
}
