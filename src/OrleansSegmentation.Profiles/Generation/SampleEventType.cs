using System.Text.Json;

namespace OrleansSegmentation.Profiles.Generation;

/// <summary>What a sample event carries besides its type and time.</summary>
internal enum SampleEventKind
{
    /// <summary>Nothing more.</summary>
    Plain,

    /// <summary>The name of a page.</summary>
    PageView,

    /// <summary>One product.</summary>
    Product,

    /// <summary>An order with one to four products.</summary>
    Purchase,
}

/// <summary>A type of sample events.</summary>
internal sealed record SampleEventType(JsonEncodedText Name, SampleEventKind Kind)
{
    private static readonly (string Name, SampleEventKind Kind, double Percent)[] Definitions =
    [
        ("web.webpagedetails.pageViews", SampleEventKind.PageView, 34), ("commerce.productViews", SampleEventKind.Product, 16),
        ("commerce.productListAdds", SampleEventKind.Product, 7), ("commerce.purchases", SampleEventKind.Purchase, 6), ("commerce.cancels", SampleEventKind.Plain, 1.5),
        .. Others.Select(static name => (name, SampleEventKind.Plain, 35.5 / 25)),
    ];

    private static string[] Others =>
    [
        "advertising.clicks", "advertising.impressions", "application.closes", "application.launches", "commerce.checkouts", "commerce.productListOpens",
        "commerce.productListRemovals", "commerce.productListReopens", "commerce.productListViews", "commerce.saveForLaters", "directMarketing.emailBounced",
        "directMarketing.emailClicked", "directMarketing.emailDelivered", "directMarketing.emailOpened", "directMarketing.emailSent", "directMarketing.emailUnsubscribed",
        "location.entry", "location.exit", "media.pauseStart", "media.play", "media.sessionComplete", "media.sessionStart", "message.feedback", "message.tracking",
        "web.webinteraction.linkClicks",
    ];

    /// <summary>Gets all 30 types.</summary>
    public static SampleEventType[] All { get; } = [.. Definitions.Select(static type => new SampleEventType(JsonEncodedText.Encode(type.Name), type.Kind))];

    /// <summary>Gets how often each occurs.</summary>
    public static WeightedChoice Choice { get; } = new([.. Definitions.Select(static type => type.Percent)]);
}
