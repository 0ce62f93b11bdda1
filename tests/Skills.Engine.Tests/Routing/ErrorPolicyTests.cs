using Skills.Engine.Routing;

namespace Skills.Engine.Tests.Routing;

/// <summary>The table of what each class of error calls for.</summary>
public sealed class ErrorPolicyTests
{
    [Theory]
    [InlineData(ModelErrorKind.RateLimit, int.MaxValue, false)]
    [InlineData(ModelErrorKind.Overloaded, int.MaxValue, true)]
    [InlineData(ModelErrorKind.ServerError, 2, true)]
    [InlineData(ModelErrorKind.Network, 2, true)]
    [InlineData(ModelErrorKind.Timeout, 1, true)]
    [InlineData(ModelErrorKind.Malformed, 1, true)]
    [InlineData(ModelErrorKind.Truncated, 1, true)]
    [InlineData(ModelErrorKind.InvalidRequest, 0, false)]
    [InlineData(ModelErrorKind.ContextWindow, 0, false)]
    [InlineData(ModelErrorKind.ContentPolicy, 0, false)]
    [InlineData(ModelErrorKind.Canceled, 0, false)]
    public void RetriesAndHealth(ModelErrorKind kind, int retries, bool counts)
    {
        Assert.Equal((retries, counts), (ErrorPolicy.Retries(kind), ErrorPolicy.CountsAgainst(kind)));
        Assert.Equal(kind != ModelErrorKind.Malformed, ErrorPolicy.MovesOnAtOnce(kind));
    }

    [Theory]
    [InlineData(ModelErrorKind.InvalidRequest, null, nameof(Fallback.None))]
    [InlineData(ModelErrorKind.InvalidRequest, "top_k", nameof(Fallback.Any))]
    [InlineData(ModelErrorKind.Canceled, null, nameof(Fallback.None))]
    [InlineData(ModelErrorKind.ContextWindow, null, nameof(Fallback.LargerWindow))]
    [InlineData(ModelErrorKind.ContentPolicy, null, nameof(Fallback.IfSkillAllows))]
    [InlineData(ModelErrorKind.ServerError, null, nameof(Fallback.Any))]
    public void Fallbacks(ModelErrorKind kind, string? parameter, string fallback) =>
        Assert.Equal(fallback, ErrorPolicy.FallbackFor(new(kind, "It failed.") { ProviderParameter = parameter }).ToString());
}
