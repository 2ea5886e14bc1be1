using OrleansSegmentation.Contracts.Faults;

namespace OrleansSegmentation.Contracts.Access;

/// <summary>Why a profile is not shown.</summary>
public static class ProfileFaults
{
    /// <summary>The code of an unknown profile.</summary>
    public const string UnknownCode = "SEG-PRF001-404";

    /// <summary>The code of a profile with too many related identities.</summary>
    public const string TooManyIdentitiesCode = "SEG-PRF002-422";

    /// <summary>The most identities of a profile that is shown and takes part in segmentation.</summary>
    public const int MaxIdentities = 50;

    /// <summary>Returns the fault for an identity that no profile has.</summary>
    public static ServiceFault Unknown(EntityReference entity) => ServiceFault.Of(
        UnknownCode, "Unknown profile.",
        entity.Namespace is null
            ? $"There is no profile with XID '{entity.Id}'."
            : $"There is no profile with identity '{entity.Id}' of namespace '{entity.Namespace}'.",
        "entityId");

    /// <summary>Returns the fault for a profile with too many related identities.</summary>
    public static ServiceFault TooManyIdentities(EntityReference entity) => ServiceFault.Of(
        TooManyIdentitiesCode, "Too many related identities",
        $"The profile of '{entity.Id}' has more than {MaxIdentities} related identities, so it is left out of segmentation.", "entityId");
}
