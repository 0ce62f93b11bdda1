using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Requests;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>The caller that a request has when the host does not say otherwise.</summary>
public sealed class CallerContextTests
{
    [Theory]
    [InlineData("id-7", "Ada", "id-7")]
    [InlineData("id-7", null, "id-7")]
    [InlineData(null, "Ada", "Ada")]
    [InlineData(null, null, null)]
    public void TheIdOfTheUserComesBeforeTheName(string? id, string? name, string? user)
    {
        var identity = new ClaimsIdentity("test");
        if (id is not null)
        {
            identity.AddClaim(new(ClaimTypes.NameIdentifier, id));
        }

        if (name is not null)
        {
            identity.AddClaim(new(ClaimTypes.Name, name));
        }

        var context = CallerContext.Of(new DefaultHttpContext { User = new(identity) });

        Assert.Equal(user, context.UserId);
        Assert.Null(context.TenantId);
    }

    [Theory]
    [InlineData(null, CacheMode.Default)]
    [InlineData("max-age=60", CacheMode.Default)]
    [InlineData("no-cache", CacheMode.Refresh)]
    [InlineData("no-store", CacheMode.Bypass)]
    [InlineData("no-cache, no-store", CacheMode.Bypass)]
    [InlineData("=", CacheMode.Default)]
    public void TheCacheControlHeaderSetsTheCacheMode(string? header, CacheMode mode)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.CacheControl = header;

        Assert.Equal(mode, CallerContext.Of(http).CacheMode);
    }
}
