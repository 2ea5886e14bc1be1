using System.Globalization;
using System.Text;
using OrleansSegmentation.Contracts.Access;

namespace OrleansSegmentation.Rest.Access;

/// <summary>Turns a look-up of events of many profiles into the parameters of the look-up of one that goes on with its pages.</summary>
internal static class EventLink
{
    /// <summary>Returns everything but the profile and where the page starts: <c>&amp;name=value…</c>.</summary>
    public static string OtherParameters(EventQuery query)
    {
        var text = new StringBuilder();
        Add("schema.name", EntitySchema.Event);
        Add("limit", query.Limit.ToString(CultureInfo.InvariantCulture));
        Add("orderby", EventOrderText.Write(query.IsDescending));
        Add("startTime", query.StartMs?.ToString(CultureInfo.InvariantCulture));
        Add("endTime", query.EndMs?.ToString(CultureInfo.InvariantCulture));
        Add("fields", query.Fields is null ? null : string.Join(',', query.Fields));
        Add("mergePolicyId", query.MergePolicyId?.ToString());
        return text.ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                text.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
    }
}
