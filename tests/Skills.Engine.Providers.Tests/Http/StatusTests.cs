using System.Net;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Tests.Http;

/// <summary>The class of an error by its status alone, and what a pool of deployments makes of it.</summary>
public sealed class StatusTests
{
    [Theory]
    [InlineData(null, ModelErrorKind.ServerError)]
    [InlineData(200, ModelErrorKind.ServerError)]
    [InlineData(302, ModelErrorKind.InvalidRequest)]
    [InlineData(400, ModelErrorKind.InvalidRequest)]
    [InlineData(401, ModelErrorKind.Auth)]
    [InlineData(402, ModelErrorKind.Quota)]
    [InlineData(403, ModelErrorKind.Permission)]
    [InlineData(404, ModelErrorKind.NotFound)]
    [InlineData(405, ModelErrorKind.NotFound)]
    [InlineData(407, ModelErrorKind.Auth)]
    [InlineData(408, ModelErrorKind.ServerError)]
    [InlineData(409, ModelErrorKind.ServerError)]
    [InlineData(410, ModelErrorKind.NotFound)]
    [InlineData(413, ModelErrorKind.InvalidRequest)]
    [InlineData(422, ModelErrorKind.InvalidRequest)]
    [InlineData(429, ModelErrorKind.RateLimit)]
    [InlineData(499, ModelErrorKind.Canceled)]
    [InlineData(500, ModelErrorKind.ServerError)]
    [InlineData(502, ModelErrorKind.ServerError)]
    [InlineData(503, ModelErrorKind.Overloaded)]
    [InlineData(504, ModelErrorKind.ServerError)]
    [InlineData(529, ModelErrorKind.Overloaded)]
    [InlineData(599, ModelErrorKind.ServerError)]
    public void EachStatusHasItsClass(int? status, ModelErrorKind kind) => Assert.Equal(kind, StatusTable.KindOf((HttpStatusCode?)status));

    [Theory]
    [InlineData("429", ModelErrorKind.RateLimit)]
    [InlineData("400", ModelErrorKind.InvalidRequest)]
    [InlineData("599", ModelErrorKind.ServerError)]
    [InlineData("399", null)]
    [InlineData("600", null)]
    [InlineData("rate_limit_exceeded", null)]
    public void ACodeIsAStatusFrom400To599(string code, ModelErrorKind? kind) => Assert.Equal(kind, StatusTable.KindOfCode(code));

    [Theory]
    [InlineData(400, false)]
    [InlineData(401, true)]
    [InlineData(402, true)]
    [InlineData(403, true)]
    [InlineData(404, false)]
    [InlineData(422, false)]
    [InlineData(429, true)]
    [InlineData(500, false)]
    public void SomeStatusesSayMoreThanACodeForAnyInvalidRequest(int status, bool more) => Assert.Equal(more, StatusTable.SaysMoreThanInvalid((HttpStatusCode)status));

    [Theory]
    [InlineData(ModelErrorKind.RateLimit, 429, true)]
    [InlineData(ModelErrorKind.Quota, 402, true)]
    [InlineData(ModelErrorKind.Overloaded, 503, true)]
    [InlineData(ModelErrorKind.Auth, 401, true)]
    [InlineData(ModelErrorKind.Permission, 403, true)]
    [InlineData(ModelErrorKind.NotFound, 404, true)]
    [InlineData(ModelErrorKind.ServerError, 500, true)]
    [InlineData(ModelErrorKind.ServerError, 200, false)]
    [InlineData(ModelErrorKind.ServerError, null, false)]
    [InlineData(ModelErrorKind.Network, null, false)]
    [InlineData(ModelErrorKind.Timeout, null, false)]
    [InlineData(ModelErrorKind.Malformed, 200, false)]
    [InlineData(ModelErrorKind.Truncated, 200, false)]
    [InlineData(ModelErrorKind.InvalidRequest, 400, false)]
    [InlineData(ModelErrorKind.ContentPolicy, 400, false)]
    [InlineData(ModelErrorKind.Canceled, 499, false)]
    public void AnotherDeploymentIsAskedOnlyForWhatWasNotAnswered(ModelErrorKind kind, int? status, bool moves) =>
        Assert.Equal(moves, TargetPool.MovesOn(new(kind, "It failed.") { Status = (HttpStatusCode?)status }));

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, true)]
    [InlineData(HttpRequestError.NameResolutionError, true)]
    [InlineData(HttpRequestError.SecureConnectionError, true)]
    [InlineData(HttpRequestError.ResponseEnded, false)]
    [InlineData(HttpRequestError.Unknown, false)]
    public void AConnectionThatWasNeverOpenPaidForNothing(HttpRequestError error, bool moves) =>
        Assert.Equal(moves, TargetPool.MovesOn(new(ModelErrorKind.Network, "It failed.", new HttpRequestException(error))));
}
