namespace OrleansSegmentation.Benchmarks.Product;

/// <summary>Twenty audiences of the kinds that people write: attributes, texts, lists, maps, events, sums, nested items, sequences.</summary>
internal static class MixedAudiences
{
    public static IReadOnlyList<string> Expressions { get; } =
    [
        """workAddress.country = "US" """.Trim(),
        """workAddress.country in ["US", "DE", "FR"] and person.birthDate.getYear() >= 1980""",
        """personalEmail.address.startsWith("hans")""",
        """personalEmail.address.contains("son.j")""",
        """loyalty.points > 2500 and loyalty.tier = "gold" """.Trim(),
        """tags.includes("tag_17")""",
        "homeAddress.postalCode.isNull() and person.birthDate.isNotNull()",
        """xEvent[eventType = "commerce.purchases" and timestamp occurs <= 30 days before date(2026, 1, 1)].count() >= 3""",
        "xEvent[timestamp occurs <= 90 days before date(2026, 1, 1)].sum(commerce.order.priceTotal) > 500",
        """xEvent[productListItems[SKU = "shirt-0000" and quantity >= 2]]""",
        """chain(xEvent, timestamp, [A: WHAT(eventType = "commerce.productViews"), B: WHAT(eventType = "commerce.purchases") GAP(<= 7 days)])""",
        """workAddress.country = "GB" or loyalty.tier = "platinum" or tags.includes("tag_3") or productViews.get("tablet-0109") >= 10""",
        """consents.marketing.email.val = "y" and not (consents.marketing.call.val = "y")""",
        """person.gender = "female" and homeAddress.city like "A%" """.Trim(),
        "person.birthDate occurs before date(1970, 1, 1)",
        "xEvent.count() > 20",
        """xEvent[web.webPageDetails.name = "news/46"].count() >= 1""",
        """loyalty.tier.isNull() and xEvent[eventType = "commerce.purchases"]""",
        "homeAddress.countryCode != workAddress.country",
        """xEvent[eventType = "commerce.purchases"].max(commerce.order.priceTotal) > 400""",
    ];
}
