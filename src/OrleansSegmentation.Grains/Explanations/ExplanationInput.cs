using System.Text;
using System.Text.Json;
using OrleansSegmentation.Contracts.Explanations;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Evaluation.Time;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Grains.Access;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Grains.Explanations;

/// <summary>A request whose fields are sound, each on its own and together.</summary>
/// <param name="SegmentId">The definition, when it is the expression's source.</param>
/// <param name="Profile">The inline profile; null for a stored one.</param>
/// <param name="Identity">The identity of a stored profile.</param>
/// <param name="MergePolicyId">The policy, or null for the usual one.</param>
/// <param name="NowMs">The evaluation instant, or null for the current time.</param>
internal sealed record ExplanationInput(Guid? SegmentId, PqlValue? Profile, IdentityKey? Identity, Guid? MergePolicyId, long? NowMs)
{
    /// <summary>Reads a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="problems">What is wrong with it; empty iff the result counts.</param>
    public static ExplanationInput Read(ExplanationRequest request, out IReadOnlyList<FaultItem> problems)
    {
        var found = new List<FaultItem>();
        problems = found;
        CheckChoices(request, found);
        return new ExplanationInput(
            ReadId("segmentId", request.SegmentId, found), ReadProfile(request.ProfileJson, found), ReadIdentity(request, found),
            ReadId("mergePolicyId", request.MergePolicyId, found), ReadInstant(request.AsOf, found));
    }

    private static void CheckChoices(ExplanationRequest request, List<FaultItem> problems)
    {
        if (request.Expression is null && request.SegmentId is null)
        {
            problems.Add(ExplanationFaults.Field(
                "expression", "Neither expression nor segmentId is given; send {\"type\":\"PQL\",\"format\":\"pql/text\",\"value\":\"...\"} or the id of a definition."));
        }
        else if (request.Expression is not null && request.SegmentId is not null)
        {
            problems.Add(ExplanationFaults.Field("segmentId", "Both expression and segmentId are given; one of them is accepted."));
        }

        if (request.ProfileJson is null && request.EntityId is null)
            problems.Add(ExplanationFaults.Field("profile", "Neither profile nor entityId is given; send the profile as an object, or entityId and entityIdNS of a stored one."));
        else if (request.ProfileJson is not null && request.EntityId is not null)
            problems.Add(ExplanationFaults.Field("entityId", "Both profile and entityId are given; one of them is accepted."));
        if (request.EntityIdNamespace is not null && request.EntityId is null)
            problems.Add(ExplanationFaults.Field("entityIdNS", "entityIdNS is given without entityId."));
        if (request.Expression is { } expression)
            problems.AddRange(DefinitionRules.CheckKind(expression).Select(static problem => problem with { Code = ExplanationFaults.InvalidField }));
    }

    private static Guid? ReadId(string field, string? text, List<FaultItem> problems)
    {
        if (text is null) return null;
        if (Guid.TryParseExact(text, "D", out var id)) return id;
        problems.Add(ExplanationFaults.Field(field, $"{field} is '{text}'; a uuid is accepted."));
        return null;
    }

    private static PqlValue? ReadProfile(string? json, List<FaultItem> problems)
    {
        if (json is null) return null;
        try
        {
            var profile = JsonValues.FromUtf8(Encoding.UTF8.GetBytes(json));
            if (profile.HasProperties) return profile;
            problems.Add(ExplanationFaults.Field("profile", "profile is no JSON object."));
        }
        catch (JsonException exception)
        {
            problems.Add(ExplanationFaults.Field("profile", $"profile cannot be read. {exception.Message}"));
        }

        return null;
    }

    private static IdentityKey? ReadIdentity(ExplanationRequest request, List<FaultItem> problems)
    {
        if (request.EntityId is not { } id) return null;
        if (id.Length > 0 && request.EntityIdNamespace is { } ns)
        {
            if (ns.Length > 0) return IdentityKey.Of(ns, id);
            problems.Add(ExplanationFaults.Field("entityIdNS", "entityIdNS is empty; send a namespace code, or leave it out for an XID."));
            return null;
        }

        if (EntityKeys.ParseXid(id) is { } key) return key;
        problems.Add(ExplanationFaults.Field(
            "entityId", $"entityId is '{id}'; without entityIdNS an XID is accepted: {EntityKeys.XidLength} characters of A-Z, a-z, 0-9, - and _."));
        return null;
    }

    private static long? ReadInstant(string? text, List<FaultItem> problems)
    {
        if (text is null) return null;
        if (IsoTime.TryParse(text, out var time)) return time.StartMs;
        problems.Add(ExplanationFaults.Field("asOf", $"asOf is '{text}'; an RFC 3339 time is accepted, such as 2026-03-18T12:00:00Z."));
        return null;
    }
}
