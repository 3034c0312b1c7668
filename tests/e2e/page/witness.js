// For a policy that allows no script in the page itself: what the policy refused, and whether it is in force.

window.violations = [];
addEventListener("securitypolicyviolation", ({ violatedDirective }) => window.violations.push(violatedDirective));

window.takesHtml = () => {
  try {
    document.createElement("div").innerHTML = "<b></b>";
    return true;
  } catch {
    return false;
  }
};
