namespace OrleansSegmentation.Rest.Errors;

/// <summary>A request whose content type its route does not take.</summary>
internal sealed class ContentTypeRefusedException() : Exception("A valid content-type must be specified");
