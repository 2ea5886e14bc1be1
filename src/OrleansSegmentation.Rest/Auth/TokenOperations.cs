using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Hosting;

namespace OrleansSegmentation.Rest.Auth;

/// <summary>Gives tokens to clients that always fetch one before their first call.</summary>
internal static class TokenOperations
{
    private const string Path = "/ims/token/v3";
    private const int ExpiresInSeconds = 86399;
    private const int DevelopmentTokenLength = 32;
    private const string Alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    // Anybody may send this form, so it is kept small; the four known fields need far less.
    private static readonly FormOptions FormLimits = new()
    {
        KeyLengthLimit = 256,
        ValueLengthLimit = 16 * 1024,
        ValueCountLimit = 16,
        MultipartBodyLengthLimit = 64 * 1024,
    };

    public static void Map(SegmentationRoutes routes) => routes.MapRoot(
        Path, RequiredHeaders.None, new Operation(HttpMethods.Post, "IssueToken", IssueAsync, BodyRule.Form));

    private static async Task IssueAsync(ApiCall call)
    {
        var options = call.Http.RequestServices.GetRequiredService<IOptions<AuthOptions>>().Value;
        if (options.Mode == AuthMode.Jwt)
        {
            throw WireFaults.UnknownPath(Path); // the identity provider issues the tokens
        }

        var form = await ReadFormAsync(call.Http);
        if (options.Mode == AuthMode.Development)
        {
            await WriteAsync(call.Http, RandomNumberGenerator.GetString(Alphanumerics, DevelopmentTokenLength));
            return;
        }

        if (form["grant_type"] != "client_credentials")
        {
            await WriteErrorAsync(call.Http, "unsupported_grant_type");
            return;
        }

        var client = options.Clients.FirstOrDefault(
            client => Equal(client.ClientId, form["client_id"].ToString()) & Equal(client.ClientSecret, form["client_secret"].ToString()));
        await (client is null ? WriteErrorAsync(call.Http, "invalid_client") : WriteAsync(call.Http, client.Token));
    }

    private static async Task<IFormCollection> ReadFormAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType)
        {
            return FormCollection.Empty;
        }

        try
        {
            return await http.Request.ReadFormAsync(FormLimits, http.RequestAborted);
        }
        catch (InvalidDataException exception)
        {
            throw WireFaults.NotJson($"The form cannot be read: {exception.Message}");
        }
    }

    private static bool Equal(string expected, string sent) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(expected)), SHA256.HashData(Encoding.UTF8.GetBytes(sent)));

    private static Task WriteAsync(HttpContext http, string token) => http.WriteJsonAsync(
        StatusCodes.Status200OK, new TokenModel(token, "bearer", ExpiresInSeconds), RestJson.Readable.TokenModel);

    private static Task WriteErrorAsync(HttpContext http, string error) => http.WriteJsonAsync(
        StatusCodes.Status400BadRequest, new TokenErrorModel(error), RestJson.Readable.TokenErrorModel);
}

/// <summary>A token for a client.</summary>
internal sealed record TokenModel(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn);

/// <summary>Why there is no token.</summary>
internal sealed record TokenErrorModel(string Error);
