using System.Text.Json.Nodes;

namespace OrleansSegmentation.Cli.Demo;

/// <summary>The audiences of the demo: one of each kind people write most.</summary>
internal static class DemoAudiences
{
    /// <summary>Name, expression and whether the second merge policy evaluates it. <c>{0}</c> stands for the id of the first audience.</summary>
    private static readonly (string Name, string Expression, bool CrmFirst)[] Expressions =
    [
        ("US work address", """workAddress.country = "US" """, false),
        ("Born in the eighties", "person.birthDate.getYear() >= 1980 and person.birthDate.getYear() < 1990", false),
        ("Gold or platinum, over 2,500 points", """loyalty.tier in ["gold", "platinum"] and loyalty.points > 2500""", false),
        ("E-mail consent, no phone consent", """consents.marketing.email.val = "y" and not (consents.marketing.call.val = "y")""", false),
        ("Three purchases in 2025", """xEvent[eventType = "commerce.purchases" and timestamp occurs between date(2025, 1, 1) and date(2025, 12, 31)].count() >= 3""", false),
        ("Spent over 500 since October", """xEvent[timestamp occurs after date(2025, 10, 1)].sum(commerce.order.priceTotal) > 500""", false),
        ("Bought two or more of one product", """xEvent[eventType = "commerce.purchases" and productListItems[quantity >= 2]]""", false),
        ("No postal code, but a birth date", "homeAddress.postalCode.isNull() and person.birthDate.isNotNull()", false),
        ("US and gold", """inSegment("{0}") and loyalty.tier = "gold" """, false),
        ("Over 2,500 points by the CRM record", "loyalty.points > 2500", true),
    ];

    /// <summary>Creates the second merge policy and all definitions.</summary>
    /// <returns>Segment id and name, in order of creation.</returns>
    public static async Task<IReadOnlyList<DemoAudience>> CreateAsync(DemoApi api, CancellationToken cancellationToken)
    {
        var policy = await api.PostAsync("/config/mergePolicies", new JsonObject
        {
            ["name"] = "CRM first",
            ["schema"] = ProfileSchema(),
            ["identityGraph"] = new JsonObject { ["type"] = "pdg" },
            ["attributeMerge"] = new JsonObject { ["type"] = "dataSetPrecedence", ["order"] = new JsonArray("crm-main", "loyalty-feed") },
        }, cancellationToken);

        var audiences = new List<DemoAudience>();
        foreach (var (name, expression, crmFirst) in Expressions)
        {
            var definition = new JsonObject
            {
                ["name"] = name,
                ["schema"] = ProfileSchema(),
                ["expression"] = new JsonObject
                {
                    ["type"] = "PQL",
                    ["format"] = "pql/text",
                    ["value"] = audiences.Count == 0 ? expression.Trim() : expression.Trim().Replace("{0}", audiences[0].Id, StringComparison.Ordinal),
                },
            };
            if (crmFirst) definition["mergePolicyId"] = (string)policy["id"]!;
            var created = await api.PostAsync("/segment/definitions", definition, cancellationToken);
            audiences.Add(new DemoAudience((string)created["id"]!, name));
        }

        return audiences;
    }

    private static JsonObject ProfileSchema() => new() { ["name"] = "_xdm.context.profile" };
}

/// <summary>A created definition.</summary>
internal sealed record DemoAudience(string Id, string Name);
