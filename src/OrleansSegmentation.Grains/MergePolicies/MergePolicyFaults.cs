using System.Globalization;
using OrleansSegmentation.Contracts.Faults;

namespace OrleansSegmentation.Grains.MergePolicies;

/// <summary>Why a merge policy is not stored or not deleted.</summary>
internal static class MergePolicyFaults
{
    private const string Undeletable = "SEG-MRG003-400";
    private const int MaxNamedUsers = 10;

    public static ServiceFault Invalid(IReadOnlyList<FaultItem> problems) =>
        new(400, "The merge policy is invalid.", problems.Count == 1 ? problems[0].Message : null, problems);

    public static ServiceFault NotFound(Guid id) =>
        ServiceFault.Of("SEG-MRG001-404", "Unknown merge policy.", $"Merge policy {id} does not exist.");

    public static ServiceFault LimitReached(int limit) => ServiceFault.Of(
        "SEG-MRG004-400", "Too many merge policies.",
        string.Create(CultureInfo.InvariantCulture, $"The sandbox has as many merge policies as are accepted: {limit} (MergePolicies:MaxPerSandbox)."));

    public static ServiceFault IsDefault(Guid id) => ServiceFault.Of(
        Undeletable, "The default merge policy cannot be deleted.",
        $"Merge policy {id} is the default of the sandbox; make another policy the default first.");

    public static ServiceFault InUse(Guid id, IReadOnlyList<Guid> definitions)
    {
        var more = definitions.Count > MaxNamedUsers
            ? string.Create(CultureInfo.InvariantCulture, $" and {definitions.Count - MaxNamedUsers} more")
            : "";
        return ServiceFault.Of(
            Undeletable, "The merge policy is in use.",
            $"Merge policy {id} is used by segment definitions {string.Join(", ", definitions.Take(MaxNamedUsers))}{more}.");
    }
}
