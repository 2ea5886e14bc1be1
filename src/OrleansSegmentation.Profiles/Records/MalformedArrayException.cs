namespace OrleansSegmentation.Profiles.Records;

/// <summary>A body that should be one JSON array is none, so nothing of it was taken.</summary>
public sealed class MalformedArrayException : Exception
{
    internal MalformedArrayException(string problem, long bytePosition, Exception? inner = null)
        : base($"The body is not a JSON array of records. {problem} Byte position: {bytePosition}.", inner) => BytePosition = bytePosition;

    /// <summary>Gets where the problem is: bytes before it in the body.</summary>
    public long BytePosition { get; }
}
