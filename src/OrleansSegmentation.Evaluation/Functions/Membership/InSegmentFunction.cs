using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Membership;

internal sealed class InSegmentFunction() : PqlFunction(new(
    "inSegment", CallStyle.Function, [Parameter("segment", ParameterKind.StringLiteral)], 1, IsVariadic: false,
    "Tells whether the profile is a member of another segment: its result in the same evaluation, or else its stored membership.",
    "False when there is no membership or its status is neither realized nor existing.",
    "inSegment(\"seg-1\") → true"))
{
    public override PqlValue Invoke(in FunctionCall call) => PqlValue.FromBoolean(IsTrue(call));

    public override bool IsTrue(in FunctionCall call)
    {
        var id = call.Evaluate(0);
        if (id.Kind != PqlValueKind.String) return false;
        return call.Context.IsInSegment is { } isInSegment ? isInSegment(id.AsString()) : IsStoredMember(call.Scope.Profile, id.AsString());
    }

    private static bool IsStoredMember(in PqlValue profile, string id)
    {
        var memberships = PropertyStep.Read(profile, "segmentMembership");
        if (!memberships.HasProperties) return false;
        foreach (var namespaceKey in memberships.AsObject().Keys)
        {
            var status = PropertyStep.Read(PropertyStep.Read(PropertyStep.Read(memberships, namespaceKey), id), "status");
            if (status.Kind == PqlValueKind.String && status.AsString() is "realized" or "existing") return true;
        }

        return false;
    }
}
