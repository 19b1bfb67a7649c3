using System.Text;
using Majordome.Probe.Checks;

namespace Majordome.Probe.Network.Http;

/// <summary>Who a check says it is: the <c>Authorization</c> field of its requests (RFC 9110, 11.6.2).</summary>
internal static class HttpCredentials
{
    /// <summary>
    /// A token (RFC 6750), else <c>user</c> and <c>password</c> (basic authentication, RFC 7617); empty: nobody.
    /// </summary>
    /// <param name="definition">The check's parameters.</param>
    /// <param name="tokenParameter">The one that holds a token.</param>
    public static string Read(ParameterReader definition, string tokenParameter)
    {
        var (token, user, password) = (definition.Text(tokenParameter), definition.Text("user"), definition.Text("password"));
        return token.Length > 0 ? $"Bearer {token}"
            : user.Length > 0 ? $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}"
            : "";
    }
}
